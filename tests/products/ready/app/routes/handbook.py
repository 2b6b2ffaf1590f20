"""The handbook itself: search and single passages, without any model."""

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field

from app.limits import limiter
from app.people import current_user
from app.search import passage_of, search

router = APIRouter()


class Words(BaseModel):
    words: str = Field(min_length=1, max_length=200)


@router.post("/passages/search")
@limiter.limit("60/minute")
def find(request: Request, words: Words, owner: str = Depends(current_user)) -> list[str]:
    return search(words.words)


@router.get("/passages/{number}")
def passage(number: int, owner: str = Depends(current_user)) -> str:
    return passage_of(number)
