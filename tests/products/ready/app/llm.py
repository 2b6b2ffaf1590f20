"""The one place that asks a model: the first provider, and by itself the second when the first fails."""

import structlog
from litellm import Router
from litellm.exceptions import APIError, RateLimitError, Timeout
from pydantic import BaseModel, Field, ValidationError

from app.costs import cost_of, record_usage
from app.settings import PROMPT

log = structlog.get_logger()
MODELS = [
    {"model_name": "first", "litellm_params": {"model": "openai/gpt-4o-2024-08-06"}},
    {"model_name": "second", "litellm_params": {"model": "anthropic/claude-haiku-4-5-20251001"}},
]
router = Router(model_list=MODELS, fallbacks=[{"first": ["second"]}], timeout=20, num_retries=3)


class Answer(BaseModel):
    text: str = Field(max_length=3000)
    sources: list[str]
    confidence: float = Field(ge=0, le=1)


class Unavailable(Exception):
    """Neither provider answered with something that may be used."""


def ask(question: str, passages: list[str]) -> Answer:
    """An answer from the passages, with its sources. Raises Unavailable."""
    try:
        reply = router.completion(
            model="first",
            messages=[{"role": "system", "content": PROMPT}, {"role": "user", "content": framed(question, passages)}],
            response_format={"type": "json_object"},
            max_tokens=500,
            temperature=0,
            timeout=20,
        )
        record_usage(reply.model, reply.usage.prompt_tokens, reply.usage.completion_tokens)
        log.info("answered", model=reply.model, tokens=reply.usage.total_tokens, cost=cost_of(reply.model, reply.usage))
        return Answer.model_validate_json(reply.choices[0].message.content)
    except RateLimitError as error:
        log.warning("both providers are overloaded", retry_after=error.response.headers.get("retry-after"))
        raise Unavailable from error
    except (APIError, Timeout, ValidationError) as error:
        log.error("no provider answered", error=type(error).__name__)
        raise Unavailable from error


def framed(question: str, passages: list[str]) -> str:
    """What people wrote stands between marks, so that it is never taken for an instruction."""
    return "<passages>\n" + "\n".join(passages) + "\n</passages>\n<question>\n" + question + "\n</question>"
