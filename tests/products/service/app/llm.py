"""The one place that asks the model."""

import logging

from openai import APIError, OpenAI
from pydantic import BaseModel, ValidationError

MODEL = "gpt-4o-2024-08-06"
PROMPT = open("app/prompts/answer.txt").read()
client = OpenAI(timeout=20, max_retries=3)
logger = logging.getLogger(__name__)


class Answer(BaseModel):
    text: str
    sources: list[str]


class Unavailable(Exception):
    pass


def answer(question: str, passages: list[str]) -> Answer:
    try:
        reply = client.beta.chat.completions.parse(
            model=MODEL,
            messages=[{"role": "system", "content": PROMPT}, {"role": "user", "content": question + "\n".join(passages)}],
            response_format=Answer,
            max_tokens=500,
            temperature=0,
        )
    except (APIError, ValidationError) as error:
        logger.warning("model failed", extra={"model": MODEL, "error": str(error)})
        raise Unavailable from error
    logger.info("answered", extra={"model": MODEL, "tokens": reply.usage.total_tokens})
    return reply.choices[0].message.parsed
