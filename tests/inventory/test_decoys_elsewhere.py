"""A decoy for every guard in TypeScript, Go, Java and C# is refused, and a true one beside it is accepted."""

from __future__ import annotations

from textwrap import dedent

import pytest

from tests.inventory.products import inventory

OPENAI = """\
import OpenAI from 'openai';
const client = new OpenAI();
"""
VERCEL = """\
import { generateText, streamText, generateObject } from 'ai';
import { openai } from '@ai-sdk/openai';
"""
GO = """\
package a
import (
"context"
"time"
openai "github.com/sashabaranov/go-openai"
)
var c = openai.NewClient("k")
"""
JAVA = """\
import dev.langchain4j.model.openai.OpenAiChatModel;
import java.time.Duration;
class A {
"""
CSHARP = """\
using OpenAI.Chat;
class A {
 ChatClient c = new ChatClient("gpt-4o", "k");
"""

ROWS = [
    ("timeout", "yes", "a.ts", OPENAI, """
        export async function f(q) {
        return client.responses.create({ model: 'gpt-4o', input: q }, { timeout: 5000 });
        }
    """),
    ("timeout", "no|default", "a.ts", OPENAI, """
        export async function f(q) {
        return client.responses.create({ model: 'gpt-4o', input: q }, { timeout: undefined });
        }
    """),
    ("timeout", "default", "a.ts", OPENAI, """
        const other = new OpenAI({ timeout: 5 });
        export async function f(q) {
        return client.responses.create({ model: 'gpt-4o', input: q });
        }
    """),
    ("timeout", "yes", "a.ts", OPENAI, """
        export async function f(q) {
        return client.responses.create({ model: 'gpt-4o', input: q }, { signal: AbortSignal.timeout(5000) });
        }
    """),
    ("timeout", "yes", "a.ts", OPENAI, """
        export async function f(q) {
        return Promise.race([client.responses.create({ model: 'gpt-4o', input: q }), timeout(5000)]);
        }
    """),
    ("timeout", "unknown|default", "a.ts", OPENAI, """
        export async function f(q, signal?: AbortSignal) {
        return client.responses.create({ model: 'gpt-4o', input: q }, { signal });
        }
    """),
    ("timeout", "yes", "a.ts", OPENAI, """
        export async function f(q) {
        const c = new AbortController();
        const t = setTimeout(() => c.abort(), 5000);
        return client.responses.create({ model: 'gpt-4o', input: q }, { signal: c.signal });
        }
    """),
    ("timeout", "unknown|default", "a.ts", OPENAI, """
        export async function f(q) {
        const c = new AbortController();
        return client.responses.create({ model: 'gpt-4o', input: q }, { signal: c.signal });
        }
    """),
    ("timeout", "default", "a.ts", OPENAI, """
        export async function f(q) {
        const c = new AbortController();
        setTimeout(() => c.abort(), 5000);
        return client.responses.create({ model: 'gpt-4o', input: q });
        }
    """),
    ("timeout", "yes", "a.ts", OPENAI, """
        export async function f(q) {
        return client.responses.create({ model: 'gpt-4o', input: q });
        }
        export async function g(q) {
        return Promise.race([f(q), new Promise((_, no) => setTimeout(() => no(new Error('timeout')), 5000))]);
        }
    """),
    ("retry", "no", "a.ts", OPENAI, """
        const c0 = new OpenAI({ maxRetries: 0 });
        export async function f(q) {
        return c0.responses.create({ model: 'a', input: q });
        }
    """),
    ("retry", "yes", "a.ts", OPENAI, """
        import pRetry from 'p-retry';
        const c0 = new OpenAI({ maxRetries: 0 });
        export async function f(q) {
        return pRetry(() => c0.responses.create({ model: 'a', input: q }), { retries: 3 });
        }
    """),
    ("retry", "no", "a.ts", OPENAI, """
        import pRetry from 'p-retry';
        const c0 = new OpenAI({ maxRetries: 0 });
        export async function f(q) {
        return pRetry(() => c0.responses.create({ model: 'a', input: q }), { retries: 0 });
        }
    """),
    ("retry", "no", "a.ts", OPENAI, """
        import pRetry from 'p-retry';
        const c0 = new OpenAI({ maxRetries: 0 });
        export async function f(q) {
        return c0.responses.create({ model: 'a', input: q });
        }
        export const g = () => pRetry(() => other(), { retries: 3 });
    """),
    ("retry", "no", "a.ts", OPENAI, """
        const c0 = new OpenAI({ maxRetries: 0 });
        export async function f(qs) {
        for (const q of qs) {
        try {
        await c0.responses.create({ model: 'a', input: q });
        } catch (e) {
        await sleep(5);
        } } }
    """),
    ("retry", "yes", "a.ts", OPENAI, """
        const c0 = new OpenAI({ maxRetries: 0 });
        export async function f(q) {
        for (let i = 0;
        i < 3;
        i++) {
        try {
        return await c0.responses.create({ model: 'a', input: q });
        } catch (e) {
        await sleep(5);
        } } }
    """),
    ("errors_handled", "no", "a.ts", OPENAI, """
        export async function f(q) {
        try {
        return await client.responses.create({ model: 'gpt-4o', input: q });
        } catch (e) {} }
    """),
    ("errors_handled", "no", "a.ts", OPENAI, """
        export async function f(q) {
        try {
        return await client.responses.create({ model: 'gpt-4o', input: q });
        } catch (e) {
        throw e;
        } }
    """),
    ("errors_handled", "no", "a.ts", OPENAI, """
        export async function f(q) {
        return client.responses.create({ model: 'gpt-4o', input: q }).catch(() => {});
        }
    """),
    ("errors_handled", "yes", "a.ts", OPENAI, """
        export async function f(q) {
        return client.responses.create({ model: 'gpt-4o', input: q }).catch((e) => show(e));
        }
    """),
    ("errors_handled", "no", "a.ts", OPENAI, """
        export async function f(q) {
        try {
        return await client.responses.create({ model: 'gpt-4o', input: q });
        } finally { done();
        } }
    """),
    ("errors_handled", "yes", "a.ts", OPENAI, """
        export async function f(q) {
        try {
        return await client.responses.create({ model: 'gpt-4o', input: q });
        } catch (e) {
        return Response.json({ error: 'x' }, { status: 502 });
        } }
    """),
    ("output_validated", "yes", "a.ts", OPENAI, """
        export async function f(q) {
        const r = await client.responses.create({ model: 'gpt-4o', input: q });
        return Answer.safeParse(JSON.parse(r.output_text)).success ? r : null;
        }
    """),
    ("output_validated", "no", "a.ts", OPENAI, """
        export async function f(q) {
        const r = await client.responses.create({ model: 'gpt-4o', input: q });
        answerSchema.safeParse(r.output_text);
        return r;
        }
    """),
    ("output_validated", "yes", "a.ts", OPENAI, """
        export async function f(q) {
        const r = await client.responses.create({ model: 'gpt-4o', input: q });
        const a = answerSchema.parse(JSON.parse(r.output_text));
        return a;
        }
    """),
    ("output_validated", "yes", "a.ts", VERCEL, """
        export const f = (q) => generateObject({ model: openai('gpt-4o'), schema, prompt: q });
    """),
    ("streamed", "yes", "a.ts", VERCEL, """
        export const f = (q) => streamText({ model: openai('gpt-4o'), prompt: q });
    """),
    ("streamed", "no", "a.ts", VERCEL, """
        export const f = (q) => generateText({ model: openai('gpt-4o'), prompt: q });
    """),
    ("streamed", "no", "a.ts", OPENAI, """
        export const f = (q) => client.responses.create({ model: 'gpt-4o', input: q, stream: false });
    """),
    ("token_cap", "no", "a.ts", OPENAI, """
        export const f = (q) => client.responses.create({ model: 'gpt-4o', input: q, max_output_tokens: undefined });
    """),
    ("token_cap", "yes", "a.ts", OPENAI, """
        export const f = (q) => client.responses.create({ model: 'gpt-4o', input: q, max_output_tokens: 50 });
    """),
    ("sampling", "no", "a.ts", OPENAI, """
        export const f = (q) => client.responses.create({ model: 'gpt-4o', input: q, temperature: undefined });
    """),
    ("sampling", "yes", "a.ts", OPENAI, """
        export const f = (q) => client.responses.create({ model: 'gpt-4o', input: q, temperature: 0 });
    """),
    ("traced", "yes", "a.ts", VERCEL, """
        export const f = (q) => generateText({ model: openai('gpt-4o'), prompt: q, experimental_telemetry: { isEnabled: true } });
    """),
    ("traced", "no", "a.ts", VERCEL, """
        export const f = (q) => generateText({ model: openai('gpt-4o'), prompt: q, experimental_telemetry: { isEnabled: false } });
    """),
    ("traced", "no", "a.ts", OPENAI, """
        import { Langfuse } from 'langfuse';
        export const f = (q) => client.responses.create({ model: 'gpt-4o', input: q });
    """),
    ("traced", "no", "a.ts", OPENAI, """
        import { OpenAIInstrumentation } from '@arizeai/openinference-instrumentation-openai';
        export const f = (q) => client.responses.create({ model: 'gpt-4o', input: q });
    """),
    ("traced", "yes", "a.ts", OPENAI, """
        import { OpenAIInstrumentation } from '@arizeai/openinference-instrumentation-openai';
        registerInstrumentations({ instrumentations: [new OpenAIInstrumentation()] });
        export const f = (q) => client.responses.create({ model: 'gpt-4o', input: q });
    """),
    ("traced", "yes", "a.ts", OPENAI, """
        import { wrapOpenAI } from 'langsmith/wrappers';
        const c1 = wrapOpenAI(new OpenAI());
        export const f = (q) => c1.responses.create({ model: 'a', input: q });
    """),
    ("cached", "no", "a.ts", OPENAI, """
        const cache = new Map();
        export async function f(q) {
        const r = await client.responses.create({ model: 'gpt-4o', input: q });
        cache.set(q, r);
        return r;
        }
    """),
    ("cached", "yes", "a.ts", OPENAI, """
        const cache = new Map();
        export async function f(q) {
        if (cache.has(q)) return cache.get(q);
        const r = await client.responses.create({ model: 'gpt-4o', input: q });
        cache.set(q, r);
        return r;
        }
    """),
    ("cost_recorded", "no", "a.ts", OPENAI, """
        export async function f(q) {
        const r = await client.responses.create({ model: 'gpt-4o', input: q });
        console.log(r.usage.total_tokens);
        return r;
        }
    """),
    ("cost_recorded", "yes", "a.ts", OPENAI, """
        export async function f(q) {
        const r = await client.responses.create({ model: 'gpt-4o', input: q });
        await db.usage.create({ data: { tokens: r.usage.total_tokens } });
        return r;
        }
    """),
    ("cost_recorded", "no", "a.ts", OPENAI, """
        export async function f(q) {
        const r = await client.responses.create({ model: 'gpt-4o', input: q });
        // save(r.usage.total_tokens)
        return r;
        }
    """),
    ("moderated", "no", "a.ts", OPENAI, """
        export async function f(q) {
        await client.moderations.create({ input: q });
        return client.responses.create({ model: 'gpt-4o', input: q });
        }
    """),
    ("moderated", "yes", "a.ts", OPENAI, """
        export async function f(q) {
        const m = await client.moderations.create({ input: q });
        if (m.results[0].flagged) throw new Error('x');
        return client.responses.create({ model: 'gpt-4o', input: q });
        }
    """),
    ("fallback", "no", "a.ts", OPENAI, """
        export async function f(q) {
        try {
        return await client.responses.create({ model: 'gpt-4o', input: q });
        } catch (e) {
        return await client.responses.create({ model: 'gpt-4o', input: q });
        } }
    """),
    ("fallback", "yes", "a.ts", OPENAI, """
        export async function f(q) {
        try {
        return await client.responses.create({ model: 'gpt-4o', input: q });
        } catch (e) {
        return await client.responses.create({ model: 'gpt-4o-mini', input: q });
        } }
    """),
    ("fallback", "yes", "a.ts", OPENAI, """
        export async function f(q) {
        for (const m of ['a', 'b']) {
        try {
        return await client.responses.create({ model: m, input: q });
        } catch (e) {
        console.warn(e);
        } } throw new Error('all');
        }
    """),
    ("fallback", "no", "a.ts", OPENAI, """
        export async function f(q) {
        for (const m of ['a']) {
        try {
        return await client.responses.create({ model: m, input: q });
        } catch (e) {
        console.warn(e);
        } } throw new Error('all');
        }
    """),
    ("timeout", "yes", "a.go", GO, """
        func f(ctx context.Context) error {
        ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
        defer cancel()
        _, err := c.CreateChatCompletion(ctx, openai.ChatCompletionRequest{Model: "gpt-4o"})
        return err
        }
    """),
    ("timeout", "no", "a.go", GO, """
        func f(ctx context.Context) error {
        _, err := c.CreateChatCompletion(ctx, openai.ChatCompletionRequest{Model: "gpt-4o"})
        return err
        }
    """),
    ("timeout", "no", "a.go", GO, """
        func f(ctx context.Context) error {
        other, cancel := context.WithTimeout(ctx, 5*time.Second)
        defer cancel()
        use(other)
        _, err := c.CreateChatCompletion(ctx, openai.ChatCompletionRequest{Model: "gpt-4o"})
        return err
        }
    """),
    ("timeout", "no", "a.go", GO, """
        func f(ctx context.Context) error {
        ctx, cancel := context.WithCancel(ctx)
        defer cancel()
        _, err := c.CreateChatCompletion(ctx, openai.ChatCompletionRequest{Model: "gpt-4o"})
        return err
        }
    """),
    ("errors_handled", "no", "a.go", GO, """
        func f(ctx context.Context) string {
        r, _ := c.CreateChatCompletion(ctx, openai.ChatCompletionRequest{Model: "gpt-4o"})
        return r.Choices[0].Message.Content
        }
    """),
    ("errors_handled", "no", "a.go", GO, """
        func f(ctx context.Context) string {
        r, err := c.CreateChatCompletion(ctx, openai.ChatCompletionRequest{Model: "gpt-4o"})
        if err != nil {
        }
        return r.Choices[0].Message.Content
        }
    """),
    ("errors_handled", "yes", "a.go", GO, """
        func f(ctx context.Context) (string, error) {
        r, err := c.CreateChatCompletion(ctx, openai.ChatCompletionRequest{Model: "gpt-4o"})
        if err != nil {
        return "", fmt.Errorf("x: %w", err)
        }
        return r.Choices[0].Message.Content, nil
        }
    """),
    ("errors_handled", "no", "a.go", GO, """
        func f(ctx context.Context) (string, error) {
        r, _ := c.CreateChatCompletion(ctx, openai.ChatCompletionRequest{Model: "gpt-4o"})
        return r.Choices[0].Message.Content, nil
        }
    """),
    ("retry", "yes", "a.go", GO, """
        func f(ctx context.Context) error {
        for i := 0; i < 3; i++ {
        _, err := c.CreateChatCompletion(ctx, openai.ChatCompletionRequest{Model: "gpt-4o"})
        if err == nil { return nil }
        time.Sleep(time.Second)
        }
        return nil
        }
    """),
    ("retry", "no", "a.go", GO, """
        func f(ctx context.Context, qs []string) error {
        for _, q := range qs {
        _, err := c.CreateChatCompletion(ctx, openai.ChatCompletionRequest{Model: "gpt-4o"})
        if err != nil { log.Println(err) }
        time.Sleep(time.Second)
        }
        return nil
        }
    """),
    ("retry", "yes", "a.go", GO, """
        func f(ctx context.Context) error {
        return retry.Do(func() error {
        _, err := c.CreateChatCompletion(ctx, openai.ChatCompletionRequest{Model: "gpt-4o"})
        return err
        })
        }
    """),
    ("timeout", "yes", "A.java", JAVA, """
        ChatModel m = OpenAiChatModel.builder().modelName("gpt-4o").timeout(Duration.ofSeconds(9)).build();
        String f(String q) {
        return m.chat(q);
        }
    """),
    ("timeout", "default", "A.java", JAVA, """
        ChatModel m = OpenAiChatModel.builder().modelName("gpt-4o").build();
        String f(String q) {
        return m.chat(q);
        }
    """),
    ("timeout", "no", "A.java", JAVA, """
        ChatModel m = OpenAiChatModel.builder().modelName("gpt-4o").timeout(Duration.ZERO).build();
        String f(String q) {
        return m.chat(q);
        }
    """),
    ("timeout", "default", "A.java", JAVA, """
        ChatModel m = OpenAiChatModel.builder().modelName("gpt-4o").build();
        ChatModel n = OpenAiChatModel.builder().timeout(Duration.ofSeconds(9)).build();
        String f(String q) {
        return m.chat(q);
        }
    """),
    ("retry", "no", "A.java", JAVA, """
        ChatModel m = OpenAiChatModel.builder().modelName("gpt-4o").maxRetries(0).build();
        String f(String q) {
        return m.chat(q);
        }
    """),
    ("retry", "yes", "A.java", JAVA, """
        ChatModel m = OpenAiChatModel.builder().modelName("gpt-4o").maxRetries(3).build();
        String f(String q) {
        return m.chat(q);
        }
    """),
    ("retry", "yes", "A.java", JAVA, """
        ChatModel m = OpenAiChatModel.builder().modelName("gpt-4o").maxRetries(0).build();
        @Retry(name="x")
        String f(String q) {
        return m.chat(q);
        }
    """),
    ("retry", "no", "A.java", JAVA, """
        ChatModel m = OpenAiChatModel.builder().modelName("gpt-4o").maxRetries(0).build();
        @Retryable(maxAttempts = 1)
        String f(String q) {
        return m.chat(q);
        }
    """),
    ("errors_handled", "no", "A.java", JAVA, """
        ChatModel m = OpenAiChatModel.builder().modelName("gpt-4o").build();
        String f(String q) {
        try {
        return m.chat(q);
        } catch (Exception e) {
        } return "";
        }
    """),
    ("errors_handled", "no", "A.java", JAVA, """
        ChatModel m = OpenAiChatModel.builder().modelName("gpt-4o").build();
        String f(String q) {
        try {
        return m.chat(q);
        } catch (Exception e) {
        throw e;
        } }
    """),
    ("errors_handled", "no", "A.java", JAVA, """
        ChatModel m = OpenAiChatModel.builder().modelName("gpt-4o").build();
        String f(String q) {
        try {
        return m.chat(q);
        } catch (NumberFormatException e) {
        return "x";
        } }
    """),
    ("errors_handled", "yes", "A.java", JAVA, """
        ChatModel m = OpenAiChatModel.builder().modelName("gpt-4o").build();
        String f(String q) {
        try {
        return m.chat(q);
        } catch (RuntimeException e) {
        log.error("x", e);
        return "sorry";
        } }
    """),
    ("fallback", "no", "A.java", JAVA, """
        ChatModel m = OpenAiChatModel.builder().modelName("gpt-4o").build();
        @CircuitBreaker(name="x")
        String f(String q) {
        return m.chat(q);
        }
    """),
    ("fallback", "yes", "A.java", JAVA, """
        ChatModel m = OpenAiChatModel.builder().modelName("gpt-4o").build();
        @CircuitBreaker(name="x", fallbackMethod="other")
        String f(String q) {
        return m.chat(q);
        }
    """),
    ("cached", "yes", "A.java", JAVA, """
        ChatModel m = OpenAiChatModel.builder().modelName("gpt-4o").build();
        @Cacheable("answers")
        String f(String q) {
        return m.chat(q);
        }
    """),
    ("token_cap", "no", "A.java", JAVA, """
        ChatModel m = OpenAiChatModel.builder().modelName("gpt-4o").maxTokens(null).build();
        String f(String q) {
        return m.chat(q);
        }
    """),
    ("token_cap", "yes", "A.java", JAVA, """
        ChatModel m = OpenAiChatModel.builder().modelName("gpt-4o").maxTokens(100).build();
        String f(String q) {
        return m.chat(q);
        }
    """),
    ("timeout", "yes", "A.cs", CSHARP, """
        async Task<string> F(string q) {
        using var cts = new CancellationTokenSource(TimeSpan.FromSeconds(9));
        var r = await c.CompleteChatAsync(q, cancellationToken: cts.Token);
        return r.Value.Content[0].Text;
        }
    """),
    ("timeout", "default|unknown|no", "A.cs", CSHARP, """
        async Task<string> F(string q, CancellationToken ct) {
        var r = await c.CompleteChatAsync(q, cancellationToken: ct);
        return r.Value.Content[0].Text;
        }
    """),
    ("timeout", "default|no|unknown", "A.cs", CSHARP, """
        async Task<string> F(string q) {
        using var cts = new CancellationTokenSource();
        var r = await c.CompleteChatAsync(q, cancellationToken: cts.Token);
        return r.Value.Content[0].Text;
        }
    """),
    ("timeout", "default|no", "A.cs", CSHARP, """
        async Task<string> F(string q) {
        using var cts = new CancellationTokenSource(TimeSpan.FromSeconds(9));
        Use(cts.Token);
        var r = await c.CompleteChatAsync(q);
        return r.Value.Content[0].Text;
        }
    """),
    ("errors_handled", "no", "A.cs", CSHARP, """
        async Task<string> F(string q) {
        try {
        var r = await c.CompleteChatAsync(q);
        return r.Value.Content[0].Text;
        } catch { } return "";
        }
    """),
    ("errors_handled", "no", "A.cs", CSHARP, """
        async Task<string> F(string q) {
        try {
        var r = await c.CompleteChatAsync(q);
        return r.Value.Content[0].Text;
        } catch (JsonException e) {
        return "x";
        } }
    """),
    ("errors_handled", "yes", "A.cs", CSHARP, """
        async Task<string> F(string q) {
        try {
        var r = await c.CompleteChatAsync(q);
        return r.Value.Content[0].Text;
        } catch (Exception e) {
        _log.LogError(e, "x");
        return "sorry";
        } }
    """),
]  # fmt: skip


@pytest.mark.parametrize(("guard", "wanted", "path", "head", "body"), ROWS)
def test_a_guard_is_believed_where_it_works_and_nowhere_else(
    guard: str, wanted: str, path: str, head: str, body: str
) -> None:
    closed = "}\n" if path.endswith((".java", ".cs")) else ""
    calls = inventory({path: head + dedent(body.lstrip("\n")) + closed}).calls
    states = [call.guards[guard].state for call in calls if call.kind != "moderation"][:1]
    assert states and states[0] in wanted.split("|")
