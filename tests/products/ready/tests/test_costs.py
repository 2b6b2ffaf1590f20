from types import SimpleNamespace

from app.costs import cost_of


def tokens(prompt, completion):
    return SimpleNamespace(prompt_tokens=prompt, completion_tokens=completion)


def test_tokens_cost_what_the_price_list_says():
    assert cost_of("gpt-4o-2024-08-06", tokens(1_000_000, 0)) == 2.5
    assert cost_of("gpt-4o-2024-08-06", tokens(0, 1_000_000)) == 10.0


def test_the_second_provider_has_its_own_prices():
    assert cost_of("claude-haiku-4-5-20251001", tokens(1_000_000, 1_000_000)) == 6.0


def test_no_tokens_cost_nothing():
    assert cost_of("gpt-4o-2024-08-06", tokens(0, 0)) == 0
