"""The month's budget: at its end people get passages, and the team is told."""

from app import records
from app.settings import SETTINGS


def is_spent() -> bool:
    return records.spent_this_month() >= SETTINGS.monthly_budget_usd
