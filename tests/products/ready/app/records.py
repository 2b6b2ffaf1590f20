"""Answers with their questions, kept for 30 days; equal questions get the kept answer."""

import hashlib
import uuid

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.database import GivenAnswer, engine


def hashed(question: str) -> str:
    return hashlib.sha256(question.strip().lower().encode()).hexdigest()


def cached_answer(question: str) -> str | None:
    with Session(engine) as session:
        row = session.scalar(select(GivenAnswer).where(GivenAnswer.question_hash == hashed(question)))
        return row.output if row else None


def cache_answer(question: str, output: str) -> None:
    with Session(engine) as session:
        session.merge(GivenAnswer(id=hashed(question)[:32], question_hash=hashed(question), output=output))
        session.commit()


def save_answer(question: str, output: str, owner: str) -> str:
    number = uuid.uuid4().hex
    with Session(engine) as session:
        session.add(GivenAnswer(id=number, owner=owner, prompt=question, output=output, model_version="first"))
        session.commit()
    return number


def spent_this_month() -> float:
    with Session(engine) as session:
        return session.scalar(select(func.sum(GivenAnswer.cost_usd))) or 0.0
