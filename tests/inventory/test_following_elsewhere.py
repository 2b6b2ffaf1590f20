"""TypeScript, Go, Java and C#: clients and guards are found however they are handed on; what cannot be seen is unknown."""

from __future__ import annotations

from textwrap import dedent

import pytest

from tests.inventory.products import only_call

CASES = {
    'unknown ts': (
        {'timeout': 'unknown', 'retry': 'unknown'},
        {
            'a.ts': """
                import { client } from '@acme/http';
                export const f = (q) => client.post('https://api.openai.com/v1/chat/completions', q);
            """,
        },
    ),
    'unknown ts own': (
        {'timeout': 'unknown', 'retry': 'unknown'},
        {
            'h.ts': """
                export class Http {
                async send(path: string, body: any) {
                return native.send(path, body);
                } }
            """,
            'a.ts': """
                import { Http } from './h';
                const http = new Http();
                export const f = (q) => http.send('https://api.openai.com/v1/chat/completions', q);
            """,
        },
    ),
    'unknown go': (
        {'timeout': 'unknown', 'retry': 'unknown'},
        {
            'a.go': """
                package a
                import "github.com/acme/rest"
                func f(q string) error {
                 c := rest.New()
                 _, err := c.Post("https://api.openai.com/v1/chat/completions", q)
                 return err
                }
            """,
        },
    ),
    'unknown go own': (
        {'timeout': 'unknown', 'retry': 'unknown'},
        {
            'h.go': """
                package a
                type Http struct{}
                func (h *Http) Send(url string, b []byte) ([]byte, error) {
                 return native(url, b)
                }
            """,
            'a.go': """
                package a
                func f(q []byte) ([]byte, error) {
                 h := &Http{}
                 return h.Send("https://api.openai.com/v1/chat/completions", q)
                }
            """,
        },
    ),
    'nest inject': (
        {'timeout': 'yes', 'errors_handled': 'yes'},
        {
            'ai.service.ts': """
                import OpenAI from 'openai';
                @Injectable()
                export class AiService {
                  private readonly client = new OpenAI({ timeout: 9000 });
                  ask(q: string) { return this.client.responses.create({ model: 'm', input: q }); }
                }
            """,
            'x.controller.ts': """
                import { AiService } from './ai.service';
                @Controller('x')
                export class XController {
                  constructor(private readonly ai: AiService) {}
                  @Post()
                  async post(@Body() b) { return this.ai.ask(b.q); }
                }
            """,
            'f.ts': """
                @Catch()
                export class AllFilter implements ExceptionFilter { catch(e, host) { host.send(500); } }
            """,
        },
    ),
    'nest provider factory': (
        {'timeout': 'yes'},
        {
            'm.ts': """
                import OpenAI from 'openai';
                @Module({ providers: [{ provide: 'OPENAI', useFactory: () => new OpenAI({ timeout: 9000 }) }] })
                export class M {}
            """,
            's.ts': """
                import OpenAI from 'openai';
                @Injectable()
                export class S {
                  constructor(@Inject('OPENAI') private readonly client: OpenAI) {}
                  ask(q) { return this.client.responses.create({ model: 'm', input: q }); }
                }
            """,
        },
    ),
    'express error mw': (
        {'errors_handled': 'yes'},
        {
            'a.ts': """
                import OpenAI from 'openai';
                const client = new OpenAI();
                export async function ask(q) {
                return client.responses.create({ model: 'm', input: q });
                }
            """,
            'r.ts': """
                import express from 'express';
                import { ask } from './a';
                const app = express();
                app.post('/x', async (req, res) => {
                  res.json(await ask(req.body.q));
                });
                app.use((err, req, res, next) => {
                  res.status(500).json({ error: 'x' });
                });
            """,
        },
    ),
    'fastify setErrorHandler': (
        {'errors_handled': 'yes'},
        {
            'a.ts': """
                import OpenAI from 'openai';
                const client = new OpenAI();
                fastify.setErrorHandler((e, req, reply) => reply.send({ e }));
                fastify.post('/x', async (req) => {
                  return client.responses.create({ model: 'm', input: req.body });
                });
            """,
        },
    ),
    'hono onError': (
        {'errors_handled': 'yes'},
        {
            'a.ts': """
                import OpenAI from 'openai';
                const client = new OpenAI();
                app.onError((e, c) => c.text('x', 500));
                app.post('/x', async (c) => {
                  return c.json(await client.responses.create({ model: 'm', input: 'q' }));
                });
            """,
        },
    ),
    'streamText onError': (
        {'errors_handled': 'yes'},
        {
            'a.ts': """
                import {
                streamText } from 'ai';
                import {
                openai } from '@ai-sdk/openai';
                export const f = (q) => streamText({ model: openai('gpt-4o'), prompt: q, onError: ({ error }) => report(error) });
            """,
        },
    ),
    'streamText onError noop': (
        {'errors_handled': 'no'},
        {
            'a.ts': """
                import {
                streamText } from 'ai';
                import {
                openai } from '@ai-sdk/openai';
                export const f = (q) => streamText({ model: openai('gpt-4o'), prompt: q, onError: () => {} });
            """,
        },
    ),
    'ts reexport alias': (
        {'timeout': 'yes'},
        {
            'lib/ai/client.ts': """
                import OpenAI from 'openai';
                export const openai = new OpenAI({ timeout: 9000 });
                export default openai;
            """,
            'lib/ai/index.ts': """
                export { default as llm } from './client';
            """,
            'a.ts': """
                import { llm as model } from '@/lib/ai';
                export const f = (q) => model.responses.create({ model: 'm', input: q });
            """,
        },
    ),
    'ts abort passed by caller': (
        {'timeout': 'yes'},
        {
            'a.ts': """
                import OpenAI from 'openai';
                const client = new OpenAI();
                export async function ask(q, signal) {
                return client.responses.create({ model: 'm', input: q }, {
                signal });
                }
            """,
            'b.ts': """
                import { ask } from './a';
                export const g = (q) => ask(q, AbortSignal.timeout(5000));
            """,
        },
    ),
    'ts base class ctor': (
        {'timeout': 'yes', 'retry': 'yes'},
        {
            'b.ts': """
                import OpenAI from 'openai';
                export abstract class Base {
                  protected client: OpenAI;
                  constructor() { this.client = new OpenAI({ timeout: 9000, maxRetries: 3 }); }
                }
            """,
            'a.ts': """
                import { Base } from './b';
                export class A extends Base {
                  ask(q) { return this.client.responses.create({ model: 'm', input: q }); }
                }
            """,
        },
    ),
    'ts subclass super': (
        {'timeout': 'yes'},
        {
            'a.ts': """
                import OpenAI from 'openai';
                class Mine extends OpenAI {
                  constructor() { super({ timeout: 9000 }); }
                }
                const c = new Mine();
                export const f = (q) => c.responses.create({ model: 'm', input: q });
            """,
        },
    ),
    'ts config obj': (
        {'timeout': 'yes', 'retry': 'yes'},
        {
            'cfg.ts': """
                export const cfg = { timeout: 9000, maxRetries: 4 };
            """,
            'a.ts': """
                import OpenAI from 'openai';
                import { cfg } from './cfg';
                const c = new OpenAI(cfg);
                export const f = (q) => c.responses.create({ model: 'm', input: q });
            """,
        },
    ),
    'ts getter fn cached': (
        {'timeout': 'yes'},
        {
            'a.ts': """
                import OpenAI from 'openai';
                let c: OpenAI | null = null;
                function get() { if (!c) { c = new OpenAI({ timeout: 9000 }); } return c; }
                export const f = (q) => get().responses.create({ model: 'm', input: q });
            """,
        },
    ),
    'ts registry': (
        {'errors_handled': 'unknown'},
        {
            'a.ts': """
                import OpenAI from 'openai';
                const client = new OpenAI();
                async function ask(q) { return client.responses.create({ model: 'm', input: q }); }
                export const handlers = { ask };
            """,
        },
    ),
    'go registry': (
        {'errors_handled': 'no|unknown'},
        {
            'a.go': """
                package a
                import openai "github.com/sashabaranov/go-openai"
                var c = openai.NewClient("k")
                func ask(ctx context.Context, q string) string {
                 r, _ := c.CreateChatCompletion(ctx, openai.ChatCompletionRequest{Model: "m"})
                 return r.ID
                }
                var tools = map[string]func(context.Context, string) string{"ask": ask}
            """,
        },
    ),
    'go WithTimeout in caller': (
        {'timeout': 'yes', 'errors_handled': 'yes'},
        {
            'a.go': """
                package a
                import openai "github.com/sashabaranov/go-openai"
                type S struct { c *openai.Client }
                func (s *S) Ask(ctx context.Context, q string) (string, error) {
                 r, err := s.c.CreateChatCompletion(ctx, openai.ChatCompletionRequest{Model: "m"})
                 if err != nil { return "", err }
                 return r.ID, nil
                }
            """,
            'b.go': """
                package a
                func (h *H) Serve(w http.ResponseWriter, r *http.Request) {
                 ctx, cancel := context.WithTimeout(r.Context(), 30*time.Second)
                 defer cancel()
                 out, err := h.s.Ask(ctx, "q")
                 if err != nil {
                 http.Error(w, err.Error(), 502)
                 return
                 }
                 w.Write([]byte(out))
                }
            """,
        },
    ),
    'go config HTTPClient': (
        {'timeout': 'yes'},
        {
            'a.go': """
                package a
                import openai "github.com/sashabaranov/go-openai"
                func New(k string) *openai.Client {
                 cfg := openai.DefaultConfig(k)
                 cfg.HTTPClient = &http.Client{Timeout: 30 * time.Second}
                 return openai.NewClientWithConfig(cfg)
                }
                func ask(ctx context.Context) error {
                 c := New("k")
                 _, err := c.CreateChatCompletion(ctx, openai.ChatCompletionRequest{Model: "m"})
                 return err
                }
            """,
        },
    ),
    'go interface': (
        {'errors_handled': 'yes'},
        {
            'a.go': """
                package a
                import openai "github.com/sashabaranov/go-openai"
                type Asker interface {
                CreateChatCompletion(ctx context.Context, r openai.ChatCompletionRequest) (openai.ChatCompletionResponse, error) }
                type S struct {
                c Asker }
                func (s *S) Ask(ctx context.Context) error {
                 _, err := s.c.CreateChatCompletion(ctx, openai.ChatCompletionRequest{Model: "m"})
                 return err
                }
            """,
        },
    ),
    'go backoff': (
        {'retry': 'yes'},
        {
            'a.go': """
                package a
                import (
                openai "github.com/sashabaranov/go-openai"
                "github.com/cenkalti/backoff/v4"
                )
                var c = openai.NewClient("k")
                func ask(ctx context.Context) error {
                 return backoff.Retry(func() error {
                 _, err := c.CreateChatCompletion(ctx, openai.ChatCompletionRequest{Model: "m"})
                 return err
                 }, backoff.NewExponentialBackOff())
                }
            """,
        },
    ),
    'go gin handler': (
        {'errors_handled': 'yes', 'timeout': 'no'},
        {
            'a.go': """
                package a
                import openai "github.com/sashabaranov/go-openai"
                var c = openai.NewClient("k")
                func ask(g *gin.Context) {
                 r, err := c.CreateChatCompletion(g.Request.Context(), openai.ChatCompletionRequest{Model: "m"})
                 if err != nil {
                 g.JSON(500, gin.H{"error": err.Error()})
                 return
                 }
                 g.JSON(200, r)
                }
            """,
        },
    ),
    'spring bean': (
        {'timeout': 'yes', 'retry': 'yes'},
        {
            'C.java': """
                package a;
                import dev.langchain4j.model.chat.ChatModel;
                import dev.langchain4j.model.openai.OpenAiChatModel;
                import java.time.Duration;
                @Configuration
                public class C {
                 @Bean
                 public ChatModel chat() {
                return OpenAiChatModel.builder().modelName("m").timeout(Duration.ofSeconds(9)).maxRetries(3).build();
                }
                }
            """,
            'S.java': """
                package a;
                import dev.langchain4j.model.chat.ChatModel;
                import dev.langchain4j.model.openai.OpenAiChatModel;
                import java.time.Duration;
                @Service
                public class S {
                 private final ChatModel model;
                 public S(ChatModel model) { this.model = model; }
                 public String ask(String q) { return model.chat(q); }
                }
            """,
        },
    ),
    'spring advice': (
        {'errors_handled': 'yes'},
        {
            'S.java': """
                package a;
                import dev.langchain4j.model.chat.ChatModel;
                import dev.langchain4j.model.openai.OpenAiChatModel;
                import java.time.Duration;
                @RestController
                public class S {
                 @Autowired ChatModel model;
                 @PostMapping("/x")
                 public String ask(String q) { return model.chat(q); }
                }
            """,
            'A.java': """
                package a;
                @RestControllerAdvice
                public class A {
                 @ExceptionHandler(Exception.class)
                 public String all(Exception e) { return "x"; }
                }
            """,
        },
    ),
    'spring advice narrow': (
        {'errors_handled': 'no'},
        {
            'S.java': """
                package a;
                import dev.langchain4j.model.chat.ChatModel;
                import dev.langchain4j.model.openai.OpenAiChatModel;
                import java.time.Duration;
                @RestController
                public class S {
                 @Autowired ChatModel model;
                 @PostMapping("/x")
                 public String ask(String q) { return model.chat(q); }
                }
            """,
            'A.java': """
                package a;
                @RestControllerAdvice
                public class A {
                 @ExceptionHandler(NotFoundException.class)
                 public String all(NotFoundException e) { return "x"; }
                }
            """,
        },
    ),
    'resilience4j decorators': (
        {'timeout': 'yes', 'retry': 'yes'},
        {
            'S.java': """
                package a;
                import dev.langchain4j.model.chat.ChatModel;
                import dev.langchain4j.model.openai.OpenAiChatModel;
                import java.time.Duration;
                @Service
                public class S {
                 @Autowired ChatModel model;
                 @Retry(name = "ai")
                 @TimeLimiter(name = "ai")
                 public String ask(String q) { return model.chat(q); }
                }
            """,
        },
    ),
    'resilience4j code': (
        {'retry': 'yes'},
        {
            'S.java': """
                package a;
                import dev.langchain4j.model.chat.ChatModel;
                import dev.langchain4j.model.openai.OpenAiChatModel;
                import java.time.Duration;
                @Service
                public class S {
                 @Autowired ChatModel model;
                 Retry retry = Retry.ofDefaults("ai");
                 public String ask(String q) {
                return Retry.decorateSupplier(retry, () -> model.chat(q)).get();
                }
                }
            """,
        },
    ),
    'cs linked cts passed': (
        {'timeout': 'yes'},
        {
            'A.cs': """
                using OpenAI.Chat;
                class A {
                 ChatClient c = new ChatClient("gpt-4o", "k");
                 public async Task<string> Ask(string q, CancellationToken ct) {
                var r = await c.CompleteChatAsync(q, cancellationToken: ct);
                return r.Value.Content[0].Text;
                }
                }
            """,
            'B.cs': """
                class B {
                 A a;
                 public async Task<string> Get(string q) {
                 using var cts = new CancellationTokenSource(TimeSpan.FromSeconds(9));
                 return await a.Ask(q, cts.Token);
                 }
                }
            """,
        },
    ),
    'cs polly': (
        {'retry': 'yes'},
        {
            'A.cs': """
                using OpenAI.Chat;
                using Polly;
                class A {
                 ChatClient c = new ChatClient("gpt-4o", "k");
                 public async Task<string> Ask(string q) {
                 var policy = Policy.Handle<Exception>().WaitAndRetryAsync(3, i => TimeSpan.FromSeconds(i));
                 var r = await policy.ExecuteAsync(() => c.CompleteChatAsync(q));
                 return r.Value.Content[0].Text;
                }
                }
            """,
        },
    ),
    'cs polly pipeline': (
        {'retry': 'yes', 'timeout': 'yes'},
        {
            'A.cs': """
                using OpenAI.Chat;
                using Polly;
                class A {
                 ChatClient c = new ChatClient("gpt-4o", "k");
                 ResiliencePipeline _pipeline = new ResiliencePipelineBuilder().AddRetry(new RetryStrategyOptions {
                MaxRetryAttempts = 3 }).AddTimeout(TimeSpan.FromSeconds(9)).Build();
                 public async Task<string> Ask(string q) {
                 var r = await _pipeline.ExecuteAsync(async t => await c.CompleteChatAsync(q));
                 return r.Value.Content[0].Text;
                }
                }
            """,
        },
    ),
    'cs http factory resilience': (
        {'retry': 'yes', 'timeout': 'yes'},
        {
            'P.cs': """
                var builder = WebApplication.CreateBuilder(args);
                builder.Services.AddHttpClient("llm", c => {
                c.BaseAddress = new Uri("https://api.openai.com");
                c.Timeout = TimeSpan.FromSeconds(9);
                }).AddStandardResilienceHandler();
            """,
            'A.cs': """
                class A {
                 private readonly HttpClient _http;
                 public A(IHttpClientFactory f) {
                _http = f.CreateClient("llm");
                }
                 public async Task<string> Ask(string q) {
                var r = await _http.PostAsJsonAsync("https://api.openai.com/v1/chat/completions", q);
                return await r.Content.ReadAsStringAsync();
                }
                }
            """,
        },
    ),
    'cs UseExceptionHandler minimal api': (
        {'errors_handled': 'yes'},
        {
            'P.cs': """
                var app = builder.Build();
                app.UseExceptionHandler("/Error");
                app.MapPost("/x", Api.Ask);
            """,
            'A.cs': """
                using OpenAI.Chat;
                static class Api {
                 static ChatClient c = new ChatClient("gpt-4o", "k");
                 public static async Task<string> Ask(string q) {
                var r = await c.CompleteChatAsync(q);
                return r.Value.Content[0].Text;
                }
                }
            """,
        },
    ),
    'cs the handler of another program': (
        {'errors_handled': 'no'},
        {
            'src/Shop/Program.cs': """
                var app = builder.Build();
                app.UseExceptionHandler("/Error");
            """,
            'src/Api/Program.cs': """
                var app = builder.Build();
                app.MapPost("/x", Api.Ask);
            """,
            'src/Api/A.cs': """
                using OpenAI.Chat;
                static class Api {
                 static ChatClient c = new ChatClient("gpt-4o", "k");
                 public static async Task<string> Ask(string q) {
                var r = await c.CompleteChatAsync(q);
                return r.Value.Content[0].Text;
                }
                }
            """,
        },
    ),
    'cs the handler that a shared library sets up': (
        {'errors_handled': 'yes'},
        {
            'src/Defaults/Extensions.cs': """
                static class Extensions {
                 public static void UseDefaults(this WebApplication app) { app.UseExceptionHandler(); }
                }
            """,
            'src/Api/Program.cs': """
                var app = builder.Build();
                app.UseDefaults();
                app.MapPost("/x", Api.Ask);
            """,
            'src/Api/A.cs': """
                using OpenAI.Chat;
                static class Api {
                 static ChatClient c = new ChatClient("gpt-4o", "k");
                 public static async Task<string> Ask(string q) {
                var r = await c.CompleteChatAsync(q);
                return r.Value.Content[0].Text;
                }
                }
            """,
        },
    ),
    'cs tracing in the pipeline of the chat client': (
        {'traced': 'yes'},
        {
            'A.cs': """
                using Microsoft.Extensions.AI;
                class A {
                 IChatClient client = new ChatClientBuilder(inner).UseFunctionInvocation().UseOpenTelemetry(configure: c => c.EnableSensitiveData = true).Build();
                 public async Task<string> Ask(string q) {
                var r = await client.GetResponseAsync(q);
                return r.Text;
                }
                }
            """,
        },
    ),
    'py beside a traced program in C#': (
        {'traced': 'no'},
        {
            'web/A.cs': """
                using Microsoft.Extensions.AI;
                class A {
                 void Set(ChatClientBuilder chatClientBuilder) { chatClientBuilder.UseOpenTelemetry(); }
                }
            """,
            'api/app.py': """
                from openai import OpenAI

                def ask(q):
                    return OpenAI().responses.create(model="m", input=q)
            """,
        },
    ),
    'cs controller + handler': (
        {'errors_handled': 'yes'},
        {
            'P.cs': """
                var app = builder.Build();
                app.UseExceptionHandler();
            """,
            'A.cs': """
                using OpenAI.Chat;
                [ApiController]
                class X : ControllerBase {
                 ChatClient c = new ChatClient("gpt-4o", "k");
                 [HttpPost("x")]
                 public async Task<string> Ask(string q) {
                var r = await c.CompleteChatAsync(q);
                return r.Value.Content[0].Text;
                }
                }
            """,
        },
    ),
    'sk custom http': (
        {'retry': 'no'},
        {
            'A.cs': """
                using Microsoft.SemanticKernel;
                using Microsoft.SemanticKernel.ChatCompletion;
                class A {
                 Kernel k;
                 public A(HttpClient http) {
                var b = Kernel.CreateBuilder();
                b.AddOpenAIChatCompletion("gpt-4o", "k", httpClient: http);
                k = b.Build();
                }
                 public async Task<string> Ask(string q) {
                var chat = k.GetRequiredService<IChatCompletionService>();
                var r = await chat.GetChatMessageContentAsync(q);
                return r.Content;
                }
                }
            """,
        },
    ),
    'sk plain': (
        {'retry': 'default'},
        {
            'A.cs': """
                using Microsoft.SemanticKernel;
                using Microsoft.SemanticKernel.ChatCompletion;
                class A {
                 Kernel k;
                 public A() {
                var b = Kernel.CreateBuilder();
                b.AddOpenAIChatCompletion("gpt-4o", "k");
                k = b.Build();
                }
                 public async Task<string> Ask(string q) {
                var chat = k.GetRequiredService<IChatCompletionService>();
                var r = await chat.GetChatMessageContentAsync(q);
                return r.Content;
                }
                }
            """,
        },
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_what_guards_the_call_is_found(name: str) -> None:
    wanted, files = CASES[name]
    call = only_call({path: dedent(text).lstrip("\n") for path, text in files.items()})
    assert {
        g: call.guards[g].state for g, states in wanted.items() if call.guards[g].state not in states.split("|")
    } == {}
