"""Answers in words, made by a model from passages; without it, the passages alone."""

from fastapi import APIRouter, Depends, HTTPException, Request
from pydantic import BaseModel, Field
from UnleashClient import UnleashClient

from app import records
from app.answering import answer
from app.guards import Refused, check_question
from app.limits import limiter
from app.llm import Answer, Unavailable
from app.people import current_user
from app.search import search
from app.settings import SETTINGS

router = APIRouter()
unleash = UnleashClient(url=SETTINGS.unleash_url, app_name="handbook")


class Question(BaseModel):
    text: str = Field(min_length=1, max_length=500)


class Reply(BaseModel):
    id: str
    text: str
    sources: list[str]
    is_certain: bool


@router.post("/answers")
@limiter.limit("20/minute")
def ask(request: Request, question: Question, owner: str = Depends(current_user)) -> Reply:
    passages = search(question.text)
    if not passages:
        return kept(question, owner, Answer(text="The handbook does not tell. Ask the HR desk.", sources=[], confidence=0.0))
    if not unleash.is_enabled("assistant", {"userId": owner}):
        return kept(question, owner, fallback_answer(passages))
    try:
        check_question(question.text)
        return kept(question, owner, answer(question.text, passages))
    except Refused as refused:
        raise HTTPException(422, "This question cannot be answered.") from refused
    except Unavailable:
        return kept(question, owner, fallback_answer(passages))


def fallback_answer(passages: list[str]) -> Answer:
    """What people get while the model is down or switched off."""
    return Answer(text="The assistant is off; these passages may help.", sources=passages, confidence=1.0)


def kept(question: Question, owner: str, given: Answer) -> Reply:
    number = records.save_answer(question.text, given.model_dump_json(), owner)
    return Reply(id=number, text=given.text, sources=given.sources, is_certain=given.confidence >= 0.6)
