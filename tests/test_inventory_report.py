from readiness.inventory import AiCall, Inventory, ModelUse
from readiness.inventory_report import listing, named_models, rows
from readiness.product import Product
from readiness.snapshot import Snapshot


def call(provider: str, model: str, line: int = 1, end_line: int = 1) -> AiCall:
    return AiCall(
        "a.py", line, 0, end_line, provider, "sdk", model, False, "chat", True, False, "python", "", "", False
    )


def test_a_name_asked_at_one_provider_alone_is_that_providers_everywhere() -> None:
    use = ModelUse("gpt-4o", "openai", "settings.yaml", 3, False)
    (model,) = named_models(Inventory((call("azure-openai", "gpt-4o"),), (use,)))
    assert (model.provider, model.places) == ("azure-openai", (("a.py", 1), ("settings.yaml", 3)))


def test_a_name_asked_at_two_providers_stays_with_its_family() -> None:
    use = ModelUse("gpt-4o", "openai", "settings.yaml", 3, False)
    models = named_models(Inventory((call("azure-openai", "gpt-4o"), call("openai", "gpt-4o", 2)), (use,)))
    assert [(model.provider, len(model.places)) for model in models] == [("azure-openai", 1), ("openai", 2)]


def test_a_name_within_its_call_is_no_second_place() -> None:
    use = ModelUse("gpt-4o", "openai", "a.py", 2, False)
    (model,) = named_models(Inventory((call("openai", "gpt-4o", 1, 3),), (use,)))
    assert model.places == (("a.py", 1),)


def test_nothing_found_is_empty_parts() -> None:
    parts = rows(listing(Product(Snapshot.of({"README.md": "# Shop\n"})), "shop"))
    assert parts == {"ai_calls": [], "models": [], "prompts": [], "datasets": [], "evaluations": []}
