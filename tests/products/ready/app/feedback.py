"""Ratings; a second one of the same answer replaces the first."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.database import Feedback, GivenAnswer, engine


def save_feedback(answer_id: str, owner: str, is_helpful: bool, comment: str) -> None:
    with Session(engine) as session:
        session.merge(Feedback(answer_id=answer_id, owner=owner, is_helpful=is_helpful, comment=comment))
        session.commit()


def load_rejected() -> list[GivenAnswer]:
    """The answers that people rejected and that are still kept."""
    with Session(engine) as session:
        matching = select(GivenAnswer).join(Feedback, Feedback.answer_id == GivenAnswer.id)
        return list(session.scalars(matching.where(Feedback.is_helpful.is_(False))))
