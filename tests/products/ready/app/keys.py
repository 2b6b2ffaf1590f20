"""API keys, from the environment."""

import secrets

from app.settings import SETTINGS


def owner_of(token: str) -> str | None:
    for pair in SETTINGS.api_keys.split(","):
        known, _, owner = pair.partition(":")
        if secrets.compare_digest(known, token):
            return owner
    return None
