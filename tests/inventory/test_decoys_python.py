"""A decoy for every guard in Python is refused, and a true one beside it is accepted."""

from __future__ import annotations

from textwrap import dedent

import pytest

from tests.inventory.products import inventory

CLIENT = "from openai import AsyncOpenAI, OpenAI\nclient = OpenAI()\n"
LANGCHAIN = "from langchain_openai import ChatOpenAI\n"

ROWS = [
    ("timeout", "default", CLIENT, """
        def f(q):
            slow = OpenAI(timeout=5)
            return ASK()
    """),
    ("timeout", "no", CLIENT, """
        def f(q):
            ASK(timeout=float('inf'))
    """),
    ("timeout", "no", CLIENT, """
        def f(q):
            ASK(timeout=0)
    """),
    ("timeout", "no", CLIENT, """
        import httpx
        def f(q):
            ASK(timeout=httpx.Timeout(None))
    """),
    ("timeout", "no", CLIENT, """
        import httpx
        client = OpenAI(http_client=httpx.Client(timeout=None))
        def f(q):
            ASK()
    """),
    ("timeout", "yes", CLIENT, """
        import httpx
        client = OpenAI(http_client=httpx.Client(timeout=9))
        def f(q):
            ASK()
    """),
    ("timeout", "default", CLIENT, """
        def f(q):
            # timeout=5
            return ASK()
    """),
    ("timeout", "default", CLIENT, """
        async def f(q):
            async with asyncio.timeout(None):
                await ASK()
    """),
    ("timeout", "default", CLIENT, """
        async def f(q):
            async with asyncio.timeout(5):
                prepare()
            await ASK()
    """),
    ("timeout", "default", CLIENT, """
        async def f(q):
            await asyncio.wait_for(prepare(), 5)
            await ASK()
    """),
    ("timeout", "default", CLIENT, """
        async def f(q):
            await asyncio.wait_for(ASK(), timeout=None)
    """),
    ("timeout", "default", CLIENT, """
        class Settings:
            timeout = 5
        def f(q):
            return ASK()
    """),
    ("retry", "no", CLIENT, """
        client = OpenAI(max_retries=0)
        @retry(stop=stop_after_attempt(1))
        def f(q):
            return ASK()
    """),
    ("retry", "no", CLIENT, """
        client = OpenAI(max_retries=0)
        @retry
        def unused():
            pass
        def f(q):
            return ASK()
    """),
    ("retry", "no", CLIENT, """
        client = OpenAI(max_retries=0)
        from tenacity import retry
        def f(q):
            return ASK()
    """),
    ("retry", "no", CLIENT, """
        client = OpenAI(max_retries=0)
        def f(q):
            for attempt in range(1):
                try:
                    return ASK()
                except Exception:
                    time.sleep(1)
    """),
    ("retry", "no", CLIENT, """
        client = OpenAI(max_retries=0)
        def f(qs):
            for q in qs:
                try:
                    r = ASK()
                except Exception as e:
                    log(e)
                time.sleep(1)
    """),
    ("retry", "no", CLIENT, """
        client = OpenAI(max_retries=0)
        def f(qs):
            for q in qs:
                try:
                    r = ASK()
                except Exception as e:
                    log(e)
                    continue
    """),
    ("retry", "no", CLIENT, """
        client = OpenAI(max_retries=0)
        @retry(tries=0)
        def f(q):
            return ASK()
    """),
    ("errors_handled", "no", CLIENT, """
        def f(q):
            try:
                return ASK()
            except Exception:
                raise
    """),
    ("errors_handled", "no", CLIENT, """
        def f(q):
            try:
                return ASK()
            except Exception as e:
                raise e
    """),
    ("errors_handled", "no", CLIENT, """
        def f(q):
            try:
                return ASK()
            except ValueError:
                return 'x'
    """),
    ("errors_handled", "no", CLIENT, """
        def f(q):
            try:
                return ASK()
            except KeyError as e:
                return 'x'
    """),
    ("errors_handled", "no", CLIENT, """
        def f(q):
            try:
                prepare()
            except Exception as e:
                return str(e)
            return ASK()
    """),
    ("errors_handled", "no", CLIENT, """
        def f(q):
            with contextlib.suppress(Exception):
                return ASK()
    """),
    ("errors_handled", "no", CLIENT, """
        def f(q):
            try:
                return ASK()
            except Exception:
                ...
    """),
    ("errors_handled", "no", CLIENT, """
        def f(q):
            try:
                return ASK()
            except KeyboardInterrupt:
                stop()
    """),
    ("errors_handled", "yes", CLIENT, """
        def f(q):
            try:
                return ASK()
            except openai.APIError as e:
                return str(e)
    """),
    ("fallback", "no", CLIENT, """
        chain = llm.with_fallbacks([])
        def f(q):
            return ASK()
    """),
    ("fallback", "yes", LANGCHAIN, """
        llm = ChatOpenAI(model='a').with_fallbacks([ChatOpenAI(model='b')])
        def f(q):
            return llm.invoke(q)
    """),
    ("fallback", "no", LANGCHAIN, """
        llm = ChatOpenAI(model='a').with_fallbacks([ChatOpenAI(model='a')])
        def f(q):
            return llm.invoke(q)
    """),
    ("fallback", "no", LANGCHAIN, """
        llm = ChatOpenAI(model='a').with_fallbacks([])
        def f(q):
            return llm.invoke(q)
    """),
    ("fallback", "yes", "", """
        import litellm
        def f(q):
            return litellm.completion(model='a', messages=q, fallbacks=['b'])
    """),
    ("fallback", "no", "", """
        import litellm
        def f(q):
            return litellm.completion(model='a', messages=q, fallbacks=['a'])
    """),
    ("fallback", "no", "", """
        import litellm
        def f(q):
            return litellm.completion(model='a', messages=q, fallbacks=[])
    """),
    ("fallback", "yes", CLIENT, """
        MODELS=['a','b']
        def f(q):
            for m in MODELS:
                try:
                    return client.responses.create(model=m, input=q)
                except Exception:
                    continue
    """),
    ("output_validated", "no", CLIENT, """
        def f(q):
            _ = Answer.model_validate_json('x')
            return ASK()
    """),
    ("output_validated", "no", CLIENT, """
        def f(q):
            return ASK(text_format=None)
    """),
    ("output_validated", "no", CLIENT, """
        def f(q):
            return client.chat.completions.create(model='a', messages=q, response_format={'type': 'json_object'})
    """),
    ("output_validated", "no", CLIENT, """
        def f(q):
            return client.chat.completions.create(model='a', messages=q, response_format={'type': 'text'})
    """),
    ("output_validated", "yes", CLIENT, """
        def f(q):
            return client.chat.completions.create(model='a', messages=q, response_format={'type': 'json_schema', 'json_schema': S})
    """),
    ("output_validated", "yes", CLIENT, """
        def f(q):
            r = ASK()
            jsonschema.validate(json.loads(r.output_text), SCHEMA)
            return r
    """),
    ("token_cap", "no", CLIENT, """
        MAX=None
        def f(q):
            ASK(max_output_tokens=MAX)
    """),
    ("token_cap", "no", CLIENT, """
        def f(q):
            ASK()
        def g(q):
            other.thing(max_tokens=5)
    """),
    ("token_cap", "no", CLIENT, """
        def f(q):
            max_tokens = 5
            ASK()
    """),
    ("token_cap", "no", CLIENT, """
        def f(q):
            ASK(max_output_tokens=0)
    """),
    ("token_cap", "no", CLIENT, """
        def f(q):
            ASK(max_output_tokens=-1)
    """),
    ("sampling", "no", CLIENT, """
        def f(q):
            ASK(temperature=None)
    """),
    ("sampling", "no", CLIENT, """
        def f(q):
            temperature = 0
            ASK()
    """),
    ("streamed", "no", CLIENT, """
        STREAM=False
        def f(q):
            ASK(stream=STREAM)
    """),
    ("streamed", "no", CLIENT, """
        def f(q):
            ASK()
        def g(q):
            other.create(stream=True)
    """),
    ("streamed", "yes", CLIENT, """
        def f(q):
            return client.responses.stream(model='a', input=q)
    """),
    ("cached", "no", CLIENT, """
        def f(q):
            r = ASK()
            cache.set(q, r)
            return r
    """),
    ("cached", "yes", CLIENT, """
        def f(q):
            if (r := cache.get(q)):
                return r
            return ASK()
    """),
    ("cached", "yes", CLIENT, """
        def f(q):
            hit = cache.get(q)
            if hit: return hit
            r = ASK()
            cache.set(q, r)
            return r
    """),
    ("cached", "no", CLIENT, """
        cache = {}
        def f(q):
            return ASK()
    """),
    ("cached", "no", CLIENT, """
        from functools import lru_cache
        def f(q):
            return ASK()
    """),
    ("cached", "no", CLIENT, """
        @lru_cache
        def make():
            return OpenAI()
        def f(q):
            return make().responses.create(model='a', input=q)
    """),
    ("cached", "no", CLIENT, """
        @lru_cache(maxsize=0)
        def f(q):
            return ASK()
    """),
    ("cached", "no", CLIENT, """
        from langchain.globals import set_llm_cache
        set_llm_cache(None)
        def f(q):
            return ASK()
    """),
    ("traced", "no", CLIENT, """
        from openinference.instrumentation.openai import OpenAIInstrumentor
        def f(q):
            return ASK()
    """),
    ("traced", "yes", CLIENT, """
        from opentelemetry.instrumentation.openai import OpenAIInstrumentor
        OpenAIInstrumentor().instrument()
        def f(q):
            return ASK()
    """),
    ("traced", "no", CLIENT, """
        from opentelemetry.instrumentation.openai import OpenAIInstrumentor
        OpenAIInstrumentor()
        def f(q):
            return ASK()
    """),
    ("traced", "no", CLIENT, """
        from langfuse import Langfuse
        def f(q):
            return ASK()
    """),
    ("traced", "no", CLIENT, """
        def f(q):
            return ASK()

        @observe()
        def g(q):
            return 1
    """),
    ("traced", "no", CLIENT, """
        from braintrust import init_logger
        def f(q):
            return ASK()
    """),
    ("traced", "yes", CLIENT, """
        import mlflow
        mlflow.openai.autolog()
        def f(q):
            return ASK()
    """),
    ("traced", "no", CLIENT, """
        import mlflow
        mlflow.openai.autolog(disable=True)
        def f(q):
            return ASK()
    """),
    ("cost_recorded", "no", CLIENT, """
        def f(q):
            return ASK()
        def dead(r):
            save(r.usage.total_tokens)
    """),
    ("cost_recorded", "no", CLIENT, """
        def f(q):
            r = ASK()
            # save(r.usage.total_tokens)
            return r
    """),
    ("cost_recorded", "no", CLIENT, """
        def f(q):
            r = ASK()
            print(r.usage.total_tokens)
            return r
    """),
    ("cost_recorded", "no", CLIENT, """
        def f(q):
            r = ASK()
            tokens = r.usage.total_tokens
            return r
    """),
    ("cost_recorded", "yes", CLIENT, """
        def f(q):
            r = ASK()
            db.add(Usage(tokens=r.usage.total_tokens))
            return r
    """),
    ("cost_recorded", "yes", CLIENT, """
        def f(q):
            r = ASK()
            logger.info('tokens %s', r.usage.total_tokens)
            return r
    """),
    ("cost_recorded", "no", CLIENT, """
        def f(q):
            r = ASK()
            return r.output_text, r.usage.total_tokens
    """),
    ("moderated", "no", CLIENT, """
        def f(q):
            client.moderations.create(input=q)
            return ASK()
    """),
    ("moderated", "yes", CLIENT, """
        def f(q):
            m = client.moderations.create(input=q)
            if m.results[0].flagged:
                raise ValueError
            return ASK()
    """),
    ("moderated", "yes", CLIENT, """
        def f(q):
            if client.moderations.create(input=q).results[0].flagged:
                raise ValueError
            return ASK()
    """),
    ("moderated", "yes", CLIENT, """
        def f(q):
            if not is_safe(q):
                return 'no'
            return ASK()
    """),
    ("moderated", "no", CLIENT, """
        def g(q):
            return is_safe(q)
        def f(q):
            return ASK()
    """),
]  # fmt: skip


@pytest.mark.parametrize(("guard", "state", "head", "body"), ROWS)
def test_a_guard_is_believed_where_it_works_and_nowhere_else(guard: str, state: str, head: str, body: str) -> None:
    calls = inventory({"a.py": head + in_python(body)}).calls
    assert [call.guards[guard].state for call in calls if call.kind != "moderation"][:1] == [state]


def in_python(body: str) -> str:
    """The text of a row: `ASK(` asks the model."""
    text = dedent(body.lstrip("\n"))
    text = text.replace("ASK()", "client.responses.create(model='gpt-4o', input=q)")
    return text.replace("ASK(", "client.responses.create(model='gpt-4o', input=q, ")
