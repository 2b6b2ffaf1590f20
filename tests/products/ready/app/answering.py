"""From a question and passages to an answer that may be shown: kept answers first, doubt told, sources named."""

from app import budget, records
from app.guards import check_answer
from app.llm import Answer, Unavailable, ask

LEAST_CONFIDENCE = 0.6
UNSURE = "The handbook is not clear on this. Ask the HR desk."


def answer(question: str, passages: list[str]) -> Answer:
    """Raises Unavailable where no model answers or the month's budget is spent."""
    kept = records.cached_answer(question)
    if kept is not None:
        return Answer.model_validate_json(kept)
    if budget.is_spent():
        raise Unavailable
    given = ask(question, passages)
    if given.confidence < LEAST_CONFIDENCE or not given.sources:
        return Answer(text=UNSURE, sources=passages, confidence=given.confidence)
    check_answer(given.text, passages)
    records.cache_answer(question, given.model_dump_json())
    return given
