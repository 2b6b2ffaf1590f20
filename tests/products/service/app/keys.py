"""API keys, from the environment."""

import os


def owner_of(token: str) -> str | None:
    return dict(pair.split(":") for pair in os.environ["API_KEYS"].split(",")).get(token)
