"""Functions within functions, and guards that stand around a model call at some of its callers."""

from __future__ import annotations

from tests.inventory.products import inventory, only_call, states

BATCHES = """
    from openai import OpenAI
    from tenacity import retry, stop_after_attempt
    client = OpenAI(max_retries=0)
    class Embedder:
        def _all(self, texts):
            def one_batch(batch):
                return client.embeddings.create(model="m", input=batch)
            return [one_batch(b) for b in texts]
        {mark}
        def embed(self, texts):
            try:
                return self._all(texts)
            except Exception as error:
                raise RuntimeError("no embeddings") from error
"""
WRAPPED = """
    import {{ generateText }} from "ai";
    export async function write(list) {{
      const generate = async (candidate) => {{
        return await generateText({{ model: candidate.model, maxRetries: 0, prompt: "x" }});
      }};
      for (const candidate of list) {{
        return await {wrap}(() => generate(candidate));
      }}
    }}
"""


def test_a_nested_function_is_guarded_by_what_stands_around_the_one_that_holds_it() -> None:
    guarded = only_call({"a.py": BATCHES.format(mark="@retry(stop=stop_after_attempt(3))")})
    assert states(guarded, "retry", "errors_handled") == ["yes", "yes"]


def test_a_nested_function_without_a_retry_around_it_has_none() -> None:
    assert states(only_call({"a.py": BATCHES.format(mark="@cached")}), "retry") == ["no"]


def test_a_nested_function_of_the_same_name_elsewhere_lends_no_guard() -> None:
    other = """
        from tenacity import retry, stop_after_attempt
        @retry(stop=stop_after_attempt(3))
        def load(texts):
            def one_batch(batch):
                return batch
            return [one_batch(b) for b in texts]
    """
    assert states(only_call({"a.py": BATCHES.format(mark="@cached"), "b.py": other}), "retry") == ["no"]


def test_wrappers_named_after_retrying_are_retries() -> None:
    for wrap in ("withLLMRetry", "withNetworkRetries", "callModelWithRetry", "retryOnRateLimit", "withBackoff"):
        assert states(only_call({"a.ts": WRAPPED.format(wrap=wrap)}), "retry") == ["yes"], wrap


def test_wrappers_that_only_speak_of_retrying_are_none() -> None:
    for wrap in ("withoutRetry", "setRetryCount", "isRetryable", "withTracing", "retryButton"):
        assert states(only_call({"a.ts": WRAPPED.format(wrap=wrap)}), "retry") == ["no"], wrap


def test_a_retry_at_one_of_several_callers_is_none_of_the_wrapper() -> None:
    wrapper = """
        from openai import OpenAI
        client = OpenAI(max_retries=0)
        def ask_model(q):
            return client.chat.completions.create(model="m", messages=q)
    """
    callers = """
        from tenacity import retry, stop_after_attempt
        from llm import ask_model
        @retry(stop=stop_after_attempt(3))
        def first(q):
            return ask_model(q)
        {rest}
    """
    rest = "\n        ".join(f"def other{n}(q):\n            return ask_model(q)" for n in range(3))
    assert states(only_call({"llm.py": wrapper, "app.py": callers.format(rest="")}), "retry") == ["yes"]
    assert states(only_call({"llm.py": wrapper, "app.py": callers.format(rest=rest)}), "retry") == ["no"]


def test_a_platforms_limit_counts_where_most_routes_declare_it() -> None:
    wrapper = 'import { generateText } from "ai";\nexport const ask = (prompt) => generateText({ model, prompt });\n'
    route = 'import {{ ask }} from "../../llm";\n{limit}\nexport async function POST(req) {{ return ask(req); }}\n'
    limited = route.format(limit="export const maxDuration = 60;")
    files = {"llm.ts": wrapper, "app/a/route.ts": limited}
    assert states(only_call(files), "timeout") == ["yes"]
    more = {f"app/{name}/route.ts": route.format(limit="") for name in "bcd"}
    assert states(only_call({**files, **more}), "timeout") == ["no"]


def test_a_model_of_unknown_making_is_known_by_what_it_is_given() -> None:
    files = {
        "serve.py": """
            import torch
            from transformers import AutoTokenizer
            class Server:
                def load(self):
                    self._model = pick(self.task).from_pretrained("x")
                def write(self, kwargs):
                    return self._model.generate(**kwargs)
                def embed(self, input_batch):
                    return self._model(**input_batch, return_dict=True)
                def save(self, path):
                    return self._model.generate(path)
                def report(self, options):
                    return self.view(**options)
        """
    }
    assert [call.line for call in inventory(files).calls] == [8, 10]


def test_a_network_of_the_product_is_asked_by_its_own_method() -> None:
    files = {
        "model.py": """
            import torch.nn as nn
            class Net(nn.Module):
                def generate(self, ids):
                    return self(ids)
        """,
        "sample.py": """
            import torch
            from model import Net
            net = Net()
            net = torch.compile(net)
            print(net.generate(ids))
        """,
        "report.py": """
            from reports import Writer
            Writer().generate(ids)
        """,
    }
    assert [(call.path, call.line) for call in inventory(files).calls] == [("sample.py", 6)]
