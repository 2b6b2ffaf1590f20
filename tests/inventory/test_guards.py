"""Guards at a call, on its client, around it and on the way up; and a decoy for each."""

from __future__ import annotations

import pytest

from tests.inventory.products import inventory, only_call, states

HEAD = "from openai import AsyncOpenAI, OpenAI\nclient = OpenAI()\n"
ASK = "client.responses.create(model='gpt-4o', input=q"


def guard(name: str, body: str, **more: str) -> str:
    """The state of one guard of the single call in a Python file with a client."""
    files = {"a.py": HEAD + body, **{path.replace("_", "/", 1) + ".py": text for path, text in more.items()}}
    return only_call(files).guards[name].state


@pytest.mark.parametrize(
    ("body", "state"),
    [
        (f"def f(q):\n    {ASK}, timeout=5)\n", "yes"),
        (f"def f(q):\n    {ASK}, timeout=None)\n", "no"),
        (f"LIMIT = None\ndef f(q):\n    {ASK}, timeout=LIMIT)\n", "no"),
        (f"def f(q):\n    {ASK})\n", "default"),
        (f"other = OpenAI(timeout=5)\ndef f(q):\n    {ASK})\n", "default"),
        (f"async def f(q):\n    async with asyncio.timeout(5):\n        await {ASK})\n", "yes"),
        (f"async def f(q):\n    with anyio.fail_after(5):\n        await {ASK})\n", "yes"),
        (f"async def f(q):\n    await asyncio.wait_for({ASK}), 5)\n", "yes"),
        (f"async def f(q):\n    await {ASK})\nasync def g(q):\n    await asyncio.wait_for(f(q), timeout=5)\n", "yes"),
        (f"def f(q):\n    options = {{'timeout': 5}}\n    {ASK}, **options)\n", "yes"),
        (f"def f(q):\n    options = {{'user': 'u'}}\n    {ASK}, **options)\n", "default"),
        (f"def f(q):\n    {ASK}, **settings.load())\n", "unknown"),
        (f"def f(q, **more):\n    {ASK}, **more)\ndef g(q):\n    f(q, timeout=3)\n", "yes"),
        (f"def f(q, **more):\n    {ASK}, **more)\ndef g(q):\n    f(q)\n", "default"),
    ],
)
def test_the_time_limit(body: str, state: str) -> None:
    assert guard("timeout", body) == state


@pytest.mark.parametrize(
    ("body", "state"),
    [
        (f"def f(q):\n    {ASK})\n", "default"),
        ("client = OpenAI(max_retries=0)\n" + f"def f(q):\n    {ASK})\n", "no"),
        ("client = OpenAI(max_retries=5)\n" + f"def f(q):\n    {ASK})\n", "yes"),
        (f"@retry(stop=stop_after_attempt(3))\ndef f(q):\n    {ASK})\n", "yes"),
        (f"@backoff.on_exception(backoff.expo, Exception)\ndef f(q):\n    {ASK})\n", "yes"),
        (f"@stamina.retry(on=Exception)\nasync def f(q):\n    await {ASK})\n", "yes"),
        (
            (
                "client = OpenAI(max_retries=0)\n"
                f"def f(q):\n    for attempt in range(3):\n        try:\n            return {ASK})\n"
                "        except Exception:\n            time.sleep(1)\n"
            ),
            "yes",
        ),
        (f"client = OpenAI(max_retries=0)\ndef f(qs):\n    for q in qs:\n        {ASK})\n", "no"),
        (
            (
                "client = OpenAI(max_retries=0)\ndef again(g):\n    def inner(*a):\n        while True:\n            try:\n"
                "                return g(*a)\n            except Exception:\n                time.sleep(1)\n    return inner\n"
                f"@again\ndef f(q):\n    {ASK})\n"
            ),
            "yes",
        ),
    ],
)
def test_the_retries(body: str, state: str) -> None:
    assert guard("retry", body) == state


@pytest.mark.parametrize(
    ("body", "state"),
    [
        (f"def f(q):\n    {ASK})\n", "no"),
        (f"def f(q):\n    try:\n        {ASK})\n    except Exception:\n        pass\n", "no"),
        (f"def f(q):\n    try:\n        {ASK})\n    except Exception as e:\n        return str(e)\n", "yes"),
        (f"def f(q):\n    try:\n        {ASK})\n    finally:\n        close()\n", "no"),
        (
            f"def f(q):\n    {ASK})\ndef g(q):\n    try:\n        f(q)\n    except Exception as e:\n        show(e)\n",
            "yes",
        ),
        (
            (
                f"def f(q):\n    {ASK})\n@app.post('/x')\ndef g(q):\n    return f(q)\n"
                "@app.exception_handler(Exception)\ndef failed(r, e):\n    return 500\n"
            ),
            "yes",
        ),
        (
            f"def f(q):\n    {ASK})\ndef g(q):\n    try:\n        h(q)\n    except Exception as e:\n        show(e)\n",
            "no",
        ),
    ],
)
def test_handled_errors(body: str, state: str) -> None:
    assert guard("errors_handled", body) == state


@pytest.mark.parametrize(
    ("body", "state"),
    [
        (f"def f(q):\n    r = {ASK})\n    return Answer.model_validate_json(r.output_text)\n", "yes"),
        (f"def f(q):\n    r = {ASK})\n    Answer.model_validate_json(r.output_text)\n    return r\n", "no"),
        (f"def f(q):\n    r = {ASK})\n    return json.loads(r.output_text)\n", "no"),
        (f"def f(q):\n    return {ASK}, text_format=Answer)\n", "yes"),
    ],
)
def test_the_validated_output_and_a_validator_whose_result_is_ignored(body: str, state: str) -> None:
    assert guard("output_validated", body) == state


def test_another_model_in_the_handler_is_a_fallback_and_the_same_one_is_none() -> None:
    text = HEAD + (
        "def f(q):\n    try:\n        return client.responses.create(model='gpt-4o', input=q)\n"
        "    except Exception:\n        return client.responses.create(model='{}', input=q)\n"
    )
    other = inventory({"a.py": text.replace("{}", "gpt-4o-mini")}).calls[0]
    same = inventory({"a.py": text.replace("{}", "gpt-4o")}).calls[0]
    assert [other.guards["fallback"].state, same.guards["fallback"].state] == ["yes", "no"]


@pytest.mark.parametrize(
    ("name", "body", "state"),
    [
        ("token_cap", f"def f(q):\n    {ASK}, max_output_tokens=9)\n", "yes"),
        ("token_cap", f"def f(q):\n    {ASK}, max_output_tokens=None)\n", "no"),
        ("sampling", f"def f(q):\n    {ASK}, temperature=0)\n", "yes"),
        ("sampling", f"def f(q):\n    {ASK})\n", "no"),
        ("streamed", f"def f(q):\n    {ASK}, stream=True)\n", "yes"),
        ("streamed", f"def f(q):\n    {ASK}, stream=False)\n", "no"),
        ("cached", f"@lru_cache\ndef f(q):\n    return {ASK})\n", "yes"),
        ("cached", f"def f(q):\n    return {ASK})\n", "no"),
        ("traced", f"@observe()\ndef f(q):\n    return {ASK})\n", "yes"),
        ("traced", f"OpenAIInstrumentor().instrument()\ndef f(q):\n    return {ASK})\n", "yes"),
        ("traced", f"def f(q):\n    return {ASK})\n", "no"),
        ("cost_recorded", f"def f(q):\n    r = {ASK})\n    save(r.usage.total_tokens)\n", "yes"),
        ("cost_recorded", f"def f(q):\n    return {ASK})\n", "no"),
    ],
)
def test_the_other_guards(name: str, body: str, state: str) -> None:
    assert guard(name, body) == state


def test_moderation_before_the_call_is_seen() -> None:
    seen = "    if client.moderations.create(input=q).results[0].flagged:\n        raise ValueError\n"
    calls = inventory({"a.py": HEAD + f"def f(q):\n{seen}    return {ASK})\n"}).calls
    assert [c.guards["moderated"].state for c in calls if c.kind == "responses"] == ["yes"]


def test_a_guard_says_where_it_stands() -> None:
    call = only_call({"a.py": HEAD.replace("OpenAI()", "OpenAI(timeout=7)") + f"def f(q):\n    {ASK})\n"})
    told = call.guards["timeout"]
    assert (told.state, told.path, told.line, told.says) == ("yes", "a.py", 2, "timeout = 7")


def test_a_controller_that_a_timer_ends_is_a_time_limit_and_one_that_nobody_ends_is_none() -> None:
    text = (
        "export async function ask(body) {{\n  const controller = new AbortController();\n  {}\n"
        "  return fetch('https://api.openai.com/v1/responses', {{ method: 'POST', body, signal: controller.signal }});\n}}\n"
    )
    ended = only_call({"a.js": text.format("setTimeout(() => controller.abort(), 5000);")})
    open_ended = only_call({"a.js": text.format("")})
    assert states(ended, "timeout") == ["yes"]
    assert states(open_ended, "timeout") != ["yes"]


def test_an_error_hook_beside_the_call_handles_its_errors() -> None:
    call = only_call(
        {
            "a.ts": "import { streamText } from 'ai';\nexport const run = () => stream({\n"
            "  execute: async () => { streamText({ model, prompt }); },\n  onError: () => 'failed',\n});\n"
        }
    )
    assert states(call, "errors_handled") == ["yes"]


def test_a_router_configuration_sets_retries_and_fallbacks() -> None:
    call = only_call(
        {
            "a.py": "import litellm\ndef f(q):\n    return litellm.completion(model='gpt-4o', messages=q)\n",
            "litellm.yaml": "model_list: []\nrouter_settings:\n  num_retries: 3\n  timeout: 20\n  fallbacks:\n    - a: [b]\n",
        }
    )
    assert states(call, "timeout", "retry", "fallback") == ["yes", "yes", "yes"]


def test_a_notebook_call_carries_its_cell() -> None:
    from readiness.inventory import collect
    from readiness.languages import parse

    cells = {("nb.ipynb", 1): HEAD, ("nb.ipynb", 3): "r = client.responses.create(model='gpt-4o', input='x')\n"}
    calls = collect({key: parse("python", text, key[0]) for key, text in cells.items()}, {}).calls
    assert [(c.path, c.cell, c.line, c.kind) for c in calls] == [("nb.ipynb", 3, 1, "responses")]


def test_a_middleware_around_all_routes_handles_errors_and_one_that_only_logs_does_not() -> None:
    text = HEAD + (
        f"@app.post('/x')\nasync def f(q):\n    return await {ASK})\n"
        "class Guarding:\n    async def __call__(self, scope, receive, send):\n        try:\n"
        "            await self.app(scope, receive, send)\n        except Exception as e:\n            {}\n"
    )
    assert guard_of(text.replace("{}", "await answer(500)(scope, receive, send)")) == "yes"
    assert guard_of(text.replace("{}", "raise")) == "no"


def test_an_error_that_is_logged_and_passed_on_is_told_and_one_that_is_only_passed_on_is_not() -> None:
    text = HEAD + f"def f(q):\n    try:\n        return {ASK})\n    except Exception:\n        {{}}\n"
    logged = text.replace("{}", "logger.exception('failed')\n        raise")
    assert [guard_of(logged), guard_of(text.replace("{}", "raise"))] == ["yes", "no"]


def test_a_handler_around_another_class_of_the_same_base_is_none_for_this_one() -> None:
    text = HEAD + (
        "class Tool:\n    pass\nclass Ask(Tool):\n    def work(self, q):\n"
        f"        return {ASK})\nclass Other(Tool):\n    def work(self, q):\n        return 1\n"
        "def run(q):\n    try:\n        Other().work(q)\n    except Exception as e:\n        return str(e)\n"
    )
    assert guard_of(text) == "no"


def guard_of(text: str) -> str:
    """How the errors of the single call in a Python file are handled."""
    return only_call({"a.py": text}).guards["errors_handled"].state


def test_a_client_made_by_a_variable_that_holds_its_class_gives_its_retries_to_its_users() -> None:
    call = only_call(
        {
            "factory.py": "from langchain_openai import ChatOpenAI\nclass Mine(ChatOpenAI):\n    pass\n"
            "def make():\n    kind = Mine\n    options = {'max_retries': 5}\n    return kind(**options)\n",
            "a.py": "from langchain_openai import ChatOpenAI\nclass Asker:\n    def __init__(self, model: ChatOpenAI):\n"
            "        self.model = model\n    def ask(self, q):\n        return self.model.invoke(q)\n",
        }
    )
    assert states(call, "retry") == ["yes"]


def test_a_bang_method_in_ruby_has_its_callers_and_retry_in_a_handler_is_one() -> None:
    call = only_call(
        {
            "lib/maker.rb": "require 'net/http'\nclass Maker\n  def self.draw(q)\n    attempts = 0\n    begin\n"
            "      perform_call!(q)\n    rescue => e\n      attempts += 1\n      retry if attempts < 3\n"
            "      Rails.logger.error(e)\n      nil\n    end\n  end\n  def self.perform_call!(q)\n"
            "    Net::HTTP.post(URI('https://api.openai.com/v1/images/generations'), q.to_json)\n  end\nend\n"
        }
    )
    assert states(call, "retry", "errors_handled") == ["yes", "yes"]


def test_a_request_to_an_address_of_settings_is_a_call_where_it_sends_a_model_and_its_input() -> None:
    text = (
        "import requests\nclass Embedder:\n    def run(self, texts):\n        body = {{'model': self.name, {}: texts}}\n"
        "        return requests.post(self.endpoint, json=body)\n"
    )
    assert only_call({"a.py": text.format("'input'")}).kind == "embeddings"
    assert inventory({"a.py": text.format("'colour'")}).calls == ()


def test_a_store_of_objects_that_is_called_cache_is_none_of_answers() -> None:
    text = HEAD + f"def f(q):\n    place = {{}}.cache.get(q)\n    return {ASK})\n"
    assert only_call({"a.py": text.replace("{}", "guild.channels")}).guards["cached"].state == "no"
    assert only_call({"a.py": text.replace("{}", "answers")}).guards["cached"].state == "yes"


def test_an_error_made_the_products_own_is_handled_in_a_route_only_where_somebody_answers_it() -> None:
    text = HEAD + (
        f"@app.post('/x')\ndef f(q):\n    try:\n        return {ASK})\n    except Exception as e:\n        raise {{}} from e\n"
    )
    answered = text + "@app.exception_handler(OwnFault)\ndef told(request, error):\n    return 502\n"
    assert guard_of(text.replace("{}", "OwnFault(e)")) == "no"
    assert guard_of(text.replace("{}", "HTTPException(502)")) == "yes"
    assert guard_of(answered.replace("{}", "OwnFault(e)")) == "yes"


@pytest.mark.parametrize(
    ("head", "state"),
    [
        ("i := 0; i < maxRetries; i++", "yes"),
        ("attempt := 0; attempt < limit; attempt++", "yes"),
        ("i := 0; i < maxEntries; i++", "no"),
        ("_, one := range texts", "no"),
    ],
)
def test_a_loop_in_go_that_counts_its_tries(head: str, state: str) -> None:
    code = f"""
    package ai
    import openai "github.com/sashabaranov/go-openai"
    func Ask(client *openai.Client, limit int) error {{
      var err error
      for {head} {{
        _, err = client.CreateEmbeddings(ctx, openai.EmbeddingRequest{{Input: texts}})
        if err == nil {{
          return nil
        }}
        time.Sleep(time.Second)
      }}
      return err
    }}
    """
    assert only_call({"a.go": code}).guards["retry"].state == state


def test_dozens_of_classes_that_share_a_name_with_their_base_are_looked_up_once() -> None:
    """Each level of bases would else multiply by their number: this would not end."""
    servicer = """
    import backend_pb2_grpc
    from openai import OpenAI
    class Servicer(backend_pb2_grpc.Servicer):
      def predict(self, request):
        return OpenAI().responses.create(model="m", input=request.text)
    def serve(worker):
      return worker.servicer.predict(1)
    """
    found = inventory({f"backend/{number}/server.py": servicer for number in range(60)})
    assert len(found.calls) == 60


@pytest.mark.parametrize(
    ("handed", "state"),
    [
        ("options.HTTPClient", "unknown"),
        ("http.DefaultClient", "no"),
        ("&http.Client{Timeout: time.Minute}", "yes"),
        ("&http.Client{}", "no"),
        ("own", "yes"),
        ("bare", "no"),
    ],
)
def test_the_limit_of_an_http_client_that_an_sdk_in_go_is_given(handed: str, state: str) -> None:
    code = f"""
    package ai
    import (
      sdk "github.com/openai/openai-go/v3"
      "github.com/openai/openai-go/v3/option"
    )
    type Asker struct {{ client sdk.Client }}
    func New(options Options) *Asker {{
      own := &http.Client{{Timeout: 5 * time.Second}}
      bare := &http.Client{{}}
      return &Asker{{client: sdk.NewClient(option.WithAPIKey("k"), option.WithHTTPClient({handed}))}}
    }}
    func (a *Asker) Ask() error {{
      _, err := a.client.Chat.Completions.New(ctx, sdk.ChatCompletionNewParams{{Model: "m"}})
      return err
    }}
    func serve(a *Asker) error {{
      return a.Ask()
    }}
    """
    assert only_call({"a.go": code}).guards["timeout"].state == state
