"""What a call costs, from its tokens and the prices in prices.yaml."""

from prometheus_client import Counter

from app.settings import PRICES

TOKENS = Counter("handbook_tokens", "Tokens used", ["provider", "kind"])


def price_of(model: str) -> dict:
    return PRICES["second" if "claude" in model else "first"]


def cost_of(model: str, usage) -> float:
    """US dollars."""
    price = price_of(model)
    return (usage.prompt_tokens * price["input_cost_per_1m"] + usage.completion_tokens * price["output_cost_per_1m"]) / 1_000_000


def record_usage(model: str, prompt_tokens: int, completion_tokens: int) -> None:
    TOKENS.labels(model, "prompt").inc(prompt_tokens)
    TOKENS.labels(model, "completion").inc(completion_tokens)
