"""Settings from the environment, prices from prices.yaml, the prompt from its file."""

from pathlib import Path

import yaml
from pydantic_settings import BaseSettings

PRICES = yaml.safe_load(Path("prices.yaml").read_text())
PROMPT = Path("app/prompts/answer.txt").read_text()


class Settings(BaseSettings):
    database_url: str
    api_keys: str
    unleash_url: str
    environment: str = "production"
    monthly_budget_usd: float = 300.0


SETTINGS = Settings()
