"""Every night: answers older than 30 days, ratings older than a year."""

import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.database import Feedback, GivenAnswer, engine

now = datetime.datetime.now(datetime.UTC)
with Session(engine) as session:
    session.execute(delete(GivenAnswer).where(GivenAnswer.created_at < now - datetime.timedelta(days=30)))
    session.execute(delete(Feedback).where(Feedback.created_at < now - datetime.timedelta(days=365)))
    session.commit()
