import { openai } from "@ai-sdk/openai";
import { streamText } from "ai";
import { z } from "zod";

const Body = z.object({
  messages: z.array(z.object({ role: z.enum(["user", "assistant"]), content: z.string().max(2000) })).max(20),
});

export async function POST(request: Request) {
  const body = Body.safeParse(await request.json());
  if (!body.success) {
    return Response.json({ error: "The message is too long or malformed." }, { status: 400 });
  }
  const result = streamText({
    model: openai("gpt-4o-mini"),
    system: "Answer questions about cooking only. Say so when you do not know.",
    messages: body.data.messages,
    maxRetries: 3,
    abortSignal: AbortSignal.timeout(30_000),
    onError: ({ error }) => console.error("model failed", error),
  });
  return result.toDataStreamResponse({ getErrorMessage: () => "The cook is away. Please try again." });
}
