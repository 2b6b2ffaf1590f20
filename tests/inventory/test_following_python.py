"""Python: clients and guards are found however they are handed on, and what cannot be seen is told as unknown."""

from __future__ import annotations

from textwrap import dedent

import pytest

from tests.inventory.products import only_call

CASES = {
    'depends': (
        {'timeout': 'yes'},
        {
            'deps.py': """
                from openai import OpenAI
                from functools import lru_cache
                @lru_cache
                def get_client() -> OpenAI:
                    return OpenAI(timeout=9)
            """,
            'a.py': """
                from fastapi import Depends
                from deps import get_client
                @app.post('/x')
                def ask(q: str, client=Depends(get_client)):
                    return client.responses.create(model='gpt-4o', input=q)
            """,
        },
    ),
    'config object': (
        {'timeout': 'yes'},
        {
            'cfg.py': """
                class Settings(BaseSettings):
                    timeout: float = 30
                settings = Settings()
            """,
            'a.py': """
                from openai import OpenAI
                from cfg import settings
                client = OpenAI(timeout=settings.timeout)
                def f(q):
                    return client.responses.create(model='gpt-4o', input=q)
            """,
        },
    ),
    'config object None': (
        {'timeout': 'no|unknown'},
        {
            'cfg.py': """
                class Settings(BaseSettings):
                    timeout: float | None = None
                settings = Settings()
            """,
            'a.py': """
                from openai import OpenAI
                from cfg import settings
                client = OpenAI(timeout=settings.timeout)
                def f(q):
                    return client.responses.create(model='gpt-4o', input=q)
            """,
        },
    ),
    'factory with kwargs': (
        {'timeout': 'yes'},
        {
            'a.py': """
                from openai import OpenAI
                def make(**kw):
                    return OpenAI(timeout=9, **kw)
                class A:
                    def __init__(self):
                        self.client = make(max_retries=4)
                    def f(self, q):
                        return self.client.responses.create(model='gpt-4o', input=q)
            """,
        },
    ),
    'factory by dict': (
        {'timeout': 'yes|unknown|default'},
        {
            'a.py': """
                from openai import OpenAI
                def a():
                    return OpenAI(timeout=9)
                MAKERS = {'openai': a}
                def f(q, kind):
                    client = MAKERS[kind]()
                    return client.responses.create(model='gpt-4o', input=q)
            """,
        },
    ),
    'subclass super': (
        {'timeout': 'yes', 'retry': 'yes'},
        {
            'a.py': """
                from openai import OpenAI
                class Mine(OpenAI):
                    def __init__(self):
                        super().__init__(timeout=9, max_retries=3)
                c = Mine()
                def f(q):
                    return c.responses.create(model='m', input=q)
            """,
        },
    ),
    'wrapper cls': (
        {'timeout': 'yes', 'retry': 'yes'},
        {
            'w.py': """
                from openai import OpenAI
                class LLM:
                    def __init__(self, client=None):
                        self.client = client or OpenAI(timeout=9)
                    @retry(stop=stop_after_attempt(3))
                    def ask(self, q):
                        return self.client.responses.create(model='gpt-4o', input=q)
            """,
            'a.py': """
                from w import LLM
                llm = LLM()
                def f(q):
                    return llm.ask(q)
            """,
        },
    ),
    'base class abstract': (
        {'errors_handled': 'yes'},
        {
            'b.py': """
                class Base(ABC):
                    @abstractmethod
                    def ask(self, q): ...
                    def safe(self, q):
                        try:
                            return self.ask(q)
                        except Exception as e:
                            return str(e)
            """,
            'o.py': """
                from openai import OpenAI
                from b import Base
                class O(Base):
                    def __init__(self):
                        self.client = OpenAI()
                    def ask(self, q):
                        return self.client.responses.create(model='gpt-4o', input=q)
            """,
            'm.py': """
                from o import O
                def f(q):
                    return O().safe(q)
            """,
        },
    ),
    'lazy global': (
        {'timeout': 'yes'},
        {
            'a.py': """
                from openai import OpenAI
                _c = None
                def get():
                    global _c
                    if _c is None:
                        _c = OpenAI(timeout=9)
                    return _c
                def f(q):
                    client = get()
                    return client.responses.create(model='gpt-4o', input=q)
            """,
        },
    ),
    'cached property': (
        {'timeout': 'yes'},
        {
            'a.py': """
                from openai import OpenAI
                from functools import cached_property
                class A:
                    @cached_property
                    def client(self):
                        return OpenAI(timeout=9)
                    def f(self, q):
                        return self.client.responses.create(model='gpt-4o', input=q)
            """,
        },
    ),
    'async with client': (
        {'timeout': 'yes'},
        {
            'a.py': """
                from openai import AsyncOpenAI
                async def f(q):
                    async with AsyncOpenAI(timeout=9) as client:
                        return await client.responses.create(model='gpt-4o', input=q)
            """,
        },
    ),
    'partial': (
        {'timeout': 'yes'},
        {
            'a.py': """
                from openai import OpenAI
                from functools import partial
                client = OpenAI()
                ask = partial(client.responses.create, model='m', timeout=9)
                def f(q):
                    return ask(input=q)
            """,
        },
    ),
    'import inside fn': (
        {'timeout': 'yes'},
        {
            'a.py': """
                def f(q):
                    from openai import OpenAI
                    client = OpenAI(timeout=9)
                    return client.responses.create(model='gpt-4o', input=q)
            """,
        },
    ),
    'dependency injector': (
        {'timeout': 'yes|unknown'},
        {
            'c.py': """
                from dependency_injector import containers, providers
                from openai import OpenAI
                class C(containers.DeclarativeContainer):
                    client = providers.Singleton(OpenAI, timeout=9)
            """,
            'a.py': """
                from openai import OpenAI
                @inject
                def f(q, client: OpenAI = Provide[C.client]):
                    return client.responses.create(model='gpt-4o', input=q)
            """,
        },
    ),
    'env OPENAI settings': (
        {'timeout': 'yes', 'retry': 'yes'},
        {
            'a.py': """
                from openai import OpenAI
                import os
                client = OpenAI(timeout=float(os.getenv('T', '30')), max_retries=int(os.environ['R']))
                def f(q):
                    return client.responses.create(model='gpt-4o', input=q)
            """,
        },
    ),
    '@retry(wait=wait_exponential(), stop=stop_after_attempt(5))': (
        {'retry': 'yes'},
        {
            'a.py': """
                import tenacity, backoff, stamina
                from openai import OpenAI
                client = OpenAI(max_retries=0)
                @retry(wait=wait_exponential(), stop=stop_after_attempt(5))
                def f(q):
                    return client.responses.create(model='gpt-4o', input=q)
            """,
        },
    ),
    '@tenacity.retry(stop=tenacity.stop_after_attempt(3))': (
        {'retry': 'yes'},
        {
            'a.py': """
                import tenacity, backoff, stamina
                from openai import OpenAI
                client = OpenAI(max_retries=0)
                @tenacity.retry(stop=tenacity.stop_after_attempt(3))
                def f(q):
                    return client.responses.create(model='gpt-4o', input=q)
            """,
        },
    ),
    '@backoff.on_exception(backoff.expo, Exception, max_tries=4)': (
        {'retry': 'yes'},
        {
            'a.py': """
                import tenacity, backoff, stamina
                from openai import OpenAI
                client = OpenAI(max_retries=0)
                @backoff.on_exception(backoff.expo, Exception, max_tries=4)
                def f(q):
                    return client.responses.create(model='gpt-4o', input=q)
            """,
        },
    ),
    '@stamina.retry(on=Exception, attempts=3)': (
        {'retry': 'yes'},
        {
            'a.py': """
                import tenacity, backoff, stamina
                from openai import OpenAI
                client = OpenAI(max_retries=0)
                @stamina.retry(on=Exception, attempts=3)
                def f(q):
                    return client.responses.create(model='gpt-4o', input=q)
            """,
        },
    ),
    'own decorator other module': (
        {'retry': 'yes'},
        {
            'd.py': """
                def resilient(fn):
                    @wraps(fn)
                    def inner(*a, **k):
                        for attempt in range(3):
                            try:
                                return fn(*a, **k)
                            except Exception:
                                time.sleep(2)
                    return inner
            """,
            'a.py': """
                from openai import OpenAI
                from d import resilient
                client = OpenAI(max_retries=0)
                @resilient
                def f(q):
                    return client.responses.create(model='gpt-4o', input=q)
            """,
        },
    ),
    'own decorator handles errors': (
        {'errors_handled': 'yes'},
        {
            'd.py': """
                def safe(fn):
                    @wraps(fn)
                    def inner(*a, **k):
                        try:
                            return fn(*a, **k)
                        except Exception as e:
                            return {'error': str(e)}
                    return inner
            """,
            'a.py': """
                from openai import OpenAI
                from d import safe
                client = OpenAI()
                @safe
                def f(q):
                    return client.responses.create(model='gpt-4o', input=q)
            """,
        },
    ),
    'retrying with for attempt': (
        {'retry': 'yes'},
        {
            'a.py': """
                from tenacity import Retrying
                from openai import OpenAI
                client = OpenAI(max_retries=0)
                def f(q):
                    for attempt in Retrying(stop=stop_after_attempt(3)):
                        with attempt:
                            return client.responses.create(model='gpt-4o', input=q)
            """,
        },
    ),
    'fail_after': (
        {'timeout': 'yes'},
        {
            'a.py': """
                import anyio
                from openai import AsyncOpenAI
                client = AsyncOpenAI()
                async def f(q):
                    with anyio.move_on_after(9):
                        return await client.responses.create(model='gpt-4o', input=q)
            """,
        },
    ),
    'own timeout ctx': (
        {'timeout': 'yes'},
        {
            'a.py': """
                from async_timeout import timeout
                from openai import AsyncOpenAI
                client = AsyncOpenAI()
                async def f(q):
                    async with timeout(9):
                        return await client.responses.create(model='gpt-4o', input=q)
            """,
        },
    ),
    'global set_default openai.timeout': (
        {'timeout': 'yes', 'retry': 'yes'},
        {
            'a.py': """
                import openai
                openai.timeout = 30
                openai.max_retries = 1
                def f(q):
                    return openai.chat.completions.create(model='m', messages=q)
            """,
        },
    ),
    'litellm global': (
        {'timeout': 'yes', 'retry': 'yes'},
        {
            'a.py': """
                import litellm
                litellm.request_timeout = 30
                litellm.num_retries = 3
                def f(q):
                    return litellm.completion(model='m', messages=q)
            """,
        },
    ),
    'litellm Router': (
        {'timeout': 'yes', 'retry': 'yes', 'fallback': 'yes'},
        {
            'a.py': """
                from litellm import Router
                router = Router(model_list=[], num_retries=3, timeout=30, fallbacks=[{'a': ['b']}])
                def f(q):
                    return router.completion(model='a', messages=q)
            """,
        },
    ),
    'requests session': (
        {'timeout': 'yes'},
        {
            'a.py': """
                import requests
                s = requests.Session()
                def f(q):
                    return s.post('https://api.openai.com/v1/chat/completions', json=q, timeout=9)
            """,
        },
    ),
    'httpx client': (
        {'timeout': 'yes'},
        {
            'a.py': """
                import httpx
                class A:
                    def __init__(self):
                        self.http = httpx.AsyncClient(base_url='https://api.openai.com/v1', timeout=9)
                    async def f(self, q):
                        return await self.http.post('/chat/completions', json=q)
            """,
        },
    ),
    'aiohttp wrapper': (
        {'timeout': 'yes'},
        {
            'a.py': """
                import aiohttp
                async def post(url, body):
                    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=9)) as s:
                        async with s.post(url, json=body) as r:
                            return await r.json()
                async def f(q):
                    return await post('https://api.anthropic.com/v1/messages', q)
            """,
        },
    ),
    'registry py': (
        {'errors_handled': 'unknown'},
        {
            'a.py': """
                from openai import OpenAI
                client = OpenAI()
                def fetch_it(q):
                    return client.responses.create(model='gpt-4o', input=q)
                TOOLS = {'ask': fetch_it}
            """,
        },
    ),
    'registry decorator': (
        {'errors_handled': 'unknown'},
        {
            'a.py': """
                from openai import OpenAI
                client = OpenAI()
                @registry.register('ask')
                def f(q):
                    return client.responses.create(model='gpt-4o', input=q)
            """,
        },
    ),
    'registry call': (
        {'errors_handled': 'unknown|no'},
        {
            'a.py': """
                from openai import OpenAI
                client = OpenAI()
                def f(q):
                    return client.responses.create(model='gpt-4o', input=q)
                register_tool('ask', f)
            """,
        },
    ),
    'registry list': (
        {'errors_handled': 'unknown'},
        {
            'a.py': """
                from openai import OpenAI
                client = OpenAI()
                def fetch_it(q):
                    return client.responses.create(model='gpt-4o', input=q)
                HANDLERS = [fetch_it]
            """,
        },
    ),
    'getattr': (
        {'errors_handled': 'unknown|yes'},
        {
            'a.py': """
                from openai import OpenAI
                client = OpenAI()
                class A:
                    def do_ask(self, q):
                        return client.responses.create(model='gpt-4o', input=q)
                    def run(self, name, q):
                        try:
                            return getattr(self, 'do_' + name)(q)
                        except Exception as e:
                            return str(e)
            """,
        },
    ),
    'plain uncalled': (
        {'errors_handled': 'no'},
        {
            'a.py': """
                from openai import OpenAI
                client = OpenAI()
                def f(q):
                    return client.responses.create(model='gpt-4o', input=q)
            """,
        },
    ),
    'unknown own http client py': (
        {'timeout': 'unknown', 'retry': 'unknown'},
        {
            'h.py': """
                class Http:
                    def send(self, path, body):
                        return _native.send(path, body)
            """,
            'a.py': """
                from h import Http
                http = Http()
                def f(q):
                    return http.send('https://api.openai.com/v1/chat/completions', q)
            """,
        },
    ),
    'unknown pkg client py': (
        {'timeout': 'unknown', 'retry': 'unknown'},
        {
            'a.py': """
                from acme_http import client
                def f(q):
                    return client.post('https://api.openai.com/v1/chat/completions', json=q)
            """,
        },
    ),
    'unknown client const url': (
        {'timeout': 'unknown', 'retry': 'unknown'},
        {
            'a.py': """
                from acme_http import Client
                URL = 'https://api.openai.com/v1/chat/completions'
                http = Client()
                def f(q):
                    return http.post(URL, json=q)
            """,
        },
    ),
    'narrow exc handler': (
        {'errors_handled': 'no'},
        {
            'a.py': """
                from openai import OpenAI
                client = OpenAI()
                @app.post('/x')
                def f(q):
                    return client.responses.create(model='m', input=q)
                @app.exception_handler(MyError)
                def failed(r, e):
                    return 409
            """,
        },
    ),
    'broad handler via call': (
        {'errors_handled': 'yes'},
        {
            'a.py': """
                from openai import OpenAI
                client = OpenAI()
                @app.post('/x')
                def f(q):
                    return client.responses.create(model='m', input=q)
                def failed(r, e):
                    return 500
                app.add_exception_handler(Exception, failed)
            """,
        },
    ),
    'flask 500': (
        {'errors_handled': 'yes'},
        {
            'a.py': """
                from openai import OpenAI
                client = OpenAI()
                @app.route('/x')
                def f(q):
                    return client.responses.create(model='m', input=q)
                @app.errorhandler(500)
                def failed(e):
                    return 'x', 500
            """,
        },
    ),
    'flask 404': (
        {'errors_handled': 'no'},
        {
            'a.py': """
                from openai import OpenAI
                client = OpenAI()
                @app.route('/x')
                def f(q):
                    return client.responses.create(model='m', input=q)
                @app.errorhandler(404)
                def failed(e):
                    return 'x', 404
            """,
        },
    ),
    'env sdk settings': (
        {'timeout': 'yes'},
        {
            'a.py': """
                from huggingface_hub import InferenceClient
                c = InferenceClient(timeout=9)
                def f(q):
                    return c.chat_completion(q)
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
