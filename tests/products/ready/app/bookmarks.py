"""A person's bookmarks."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.database import Bookmark, engine


def of(owner: str) -> list[int]:
    with Session(engine) as session:
        return list(session.scalars(select(Bookmark.passage).where(Bookmark.owner == owner)))


def added(owner: str, passage: int) -> list[int]:
    with Session(engine) as session:
        session.merge(Bookmark(owner=owner, passage=passage))
        session.commit()
    return of(owner)


def removed(owner: str, passage: int) -> list[int]:
    with Session(engine) as session:
        session.execute(delete(Bookmark).where(Bookmark.owner == owner, Bookmark.passage == passage))
        session.commit()
    return of(owner)
