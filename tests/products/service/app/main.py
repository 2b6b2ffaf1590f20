"""The HTTP interface."""

from fastapi import Depends, FastAPI, HTTPException, Security
from fastapi.security import APIKeyHeader
from pydantic import BaseModel, Field

from app.llm import Answer, Unavailable, answer
from app.search import search

app = FastAPI()
key = APIKeyHeader(name="X-API-Key")


class Question(BaseModel):
    text: str = Field(min_length=1, max_length=500)


def user(token: str = Security(key)) -> str:
    from app.keys import owner_of

    owner = owner_of(token)
    if owner is None:
        raise HTTPException(401)
    return owner


@app.get("/health")
def health() -> dict[str, str]:
    return {"status": "ok"}


@app.post("/answers")
def answers(question: Question, owner: str = Depends(user)) -> Answer:
    passages = search(question.text)
    if not passages:
        return Answer(text="The handbook does not tell.", sources=[])
    try:
        return answer(question.text, passages)
    except Unavailable:
        return Answer(text="The assistant is down; these passages may help.", sources=passages)
