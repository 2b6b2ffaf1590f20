"""Keyword search over the handbook, a read-only table that `scripts/load_handbook.py` fills."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.database import engine


def search(words: str) -> list[str]:
    query = text("select body from passages where to_tsvector(body) @@ plainto_tsquery(:words) limit 5")
    with Session(engine) as session:
        return list(session.scalars(query, {"words": words}))


def passage_of(number: int) -> str:
    with Session(engine) as session:
        return session.scalar(text("select body from passages where id = :number"), {"number": number}) or ""
