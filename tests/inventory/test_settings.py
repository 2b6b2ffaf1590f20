"""Guards that stand in the settings of gateways, routers and frameworks."""

from __future__ import annotations

from textwrap import dedent

import pytest

from tests.inventory.products import only_call

CASES = {
    'resilience4j config only': (
        {'retry': 'default'},
        {
            'S.java': """
                package a;
                import dev.langchain4j.model.chat.ChatModel;
                import dev.langchain4j.model.openai.OpenAiChatModel;
                import java.time.Duration;
                @Service
                public class S {
                 @Autowired ChatModel model;
                 public String ask(String q) { return model.chat(q); }
                }
            """,
            'application.yml': """
                resilience4j:
                  retry:
                    instances:
                      ai:
                        maxAttempts: 3
            """,
        },
    ),
    'spring ai': (
        {'retry': 'yes'},
        {
            'S.java': """
                package a;
                import org.springframework.ai.chat.client.ChatClient;
                @Service
                public class S {
                 private final ChatClient chat;
                 public S(ChatClient.Builder b) { this.chat = b.build(); }
                 public String ask(String q) { return chat.prompt().user(q).call().content(); }
                }
            """,
            'application.yml': """
                spring:
                  ai:
                    retry:
                      max-attempts: 5
            """,
        },
    ),
    'litellm proxy cfg': (
        {'timeout': 'yes', 'retry': 'yes'},
        {
            'a.py': """
                from openai import OpenAI
                client = OpenAI(base_url='http://litellm:4000')
                def f(q):
                    return client.chat.completions.create(model='m', messages=q)
            """,
            'config.yaml': """
                model_list:
                  - model_name: m
                router_settings:
                  num_retries: 2
                  timeout: 30
            """,
        },
    ),
    'litellm cfg zero': (
        {'timeout': 'default', 'retry': 'no|default'},
        {
            'a.py': """
                from openai import OpenAI
                client = OpenAI(base_url='http://litellm:4000')
                def f(q):
                    return client.chat.completions.create(model='m', messages=q)
            """,
            'config.yaml': """
                model_list:
                  - model_name: m
                router_settings:
                  num_retries: 0
            """,
        },
    ),
    'litellm cfg but openai direct': (
        {'timeout': 'default|yes'},
        {
            'a.py': """
                from openai import OpenAI
                client = OpenAI()
                def f(q):
                    return client.chat.completions.create(model='m', messages=q)
            """,
            'config.yaml': """
                model_list:
                  - model_name: m
                router_settings:
                  num_retries: 2
                  timeout: 30
            """,
        },
    ),
    'portkey json': (
        {'timeout': 'yes', 'retry': 'yes', 'fallback': 'yes'},
        {
            'a.ts': """
                import Portkey from 'portkey-ai';
                const client = new Portkey({ apiKey: 'k', config: 'pc-x' });
                export const f = (q) => client.chat.completions.create({ model: 'm', messages: q });
            """,
            'portkey.json': """
                {"strategy": {"mode": "fallback"}, "retry": {"attempts": 3}, "request_timeout": 9000, "targets": [{"provider": "openai"}, {"provider": "anthropic"}]}
            """,
        },
    ),
    'portkey ml json': (
        {'timeout': 'yes', 'retry': 'yes', 'fallback': 'yes'},
        {
            'a.ts': """
                import Portkey from 'portkey-ai';
                const client = new Portkey({ apiKey: 'k', config: 'pc-x' });
                export const f = (q) => client.chat.completions.create({ model: 'm', messages: q });
            """,
            'portkey.json': """
                {
                  "strategy": {
                    "mode": "fallback"
                  },
                  "retry": {
                    "attempts": 3
                  },
                  "request_timeout": 9000,
                  "targets": [
                    {"provider": "openai"},
                    {"provider": "anthropic"}
                  ]
                }
            """,
        },
    ),
    'envoy ai gateway': (
        {'timeout': 'yes', 'retry': 'yes', 'fallback': 'yes'},
        {
            'a.py': """
                from openai import OpenAI
                client = OpenAI(base_url='http://envoy:8080/v1')
                def f(q):
                    return client.chat.completions.create(model='m', messages=q)
            """,
            'gw.yaml': """
                apiVersion: aigateway.envoyproxy.io/v1alpha1
                kind: AIGatewayRoute
                spec:
                  rules:
                    - backendRefs:
                        - name: openai
                        - name: bedrock
                          priority: 1
                      timeouts:
                        request: 60s
                ---
                apiVersion: gateway.envoyproxy.io/v1alpha1
                kind: BackendTrafficPolicy
                spec:
                  retry:
                    numRetries: 3
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
