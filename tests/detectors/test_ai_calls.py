"""Shares of calls with a guard, and what is said where no call could be read."""

from readiness.conditions import freeze
from readiness.detectors import ai_calls
from readiness.product import Product
from readiness.snapshot import Snapshot

ASK = "from openai import OpenAI\nclient = OpenAI({})\ndef ask(q):\n    return client.responses.create(model='m', input=q)\n"


def having(**given: object) -> tuple[tuple[str, object], ...]:
    return freeze(given)


def test_a_call_without_a_limit_of_its_own_is_worth_half_and_names_its_line() -> None:
    product = Product(Snapshot.of({"a.py": ASK.format("timeout=9"), "b.py": ASK.format("")}))
    fact = ai_calls.remote(product, having=having(guard="timeout", default=0.5))
    assert fact.degree == 0.75
    assert (fact.k, fact.n) == (1, 2)
    assert [(e.path, e.supports) for e in fact.evidence] == [("a.py", True), ("b.py", False)]


def test_where_no_call_can_be_read_a_guard_beside_the_address_is_never_more_than_half() -> None:
    text = "url = 'https://api.openai.com/v1/chat/completions'\nread_timeout = 5\n"
    product = Product(Snapshot.of({"lib/client.ex": text}), {"ai": True, "llm": True})
    fact = ai_calls.remote(product, having=having(guard="timeout", blind="limits-model-calls"))
    assert fact.degree in (0.5, None)


def test_a_product_that_only_runs_its_own_model_asks_nobody_else() -> None:
    product = Product(Snapshot.of({"app.py": "import joblib\nmodel = joblib.load('m')\n"}), {"ai": True, "ml": True})
    assert ai_calls.asked_elsewhere(product).degree == 0.0
