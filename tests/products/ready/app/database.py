"""The tables, and the connection to them."""

import os

from sqlalchemy import Boolean, Column, DateTime, Float, Integer, String, Text, create_engine, func
from sqlalchemy.orm import declarative_base

engine = create_engine(os.environ["DATABASE_URL"], pool_timeout=5, connect_args={"connect_timeout": 5})
Base = declarative_base()


class GivenAnswer(Base):
    __tablename__ = "answers"
    id = Column(String, primary_key=True)
    owner = Column(String)
    prompt = Column(Text)
    output = Column(Text)
    model_version = Column(String)
    question_hash = Column(String, unique=True)
    cost_usd = Column(Float, default=0)
    created_at = Column(DateTime, server_default=func.now())


class Feedback(Base):
    __tablename__ = "feedback"
    answer_id = Column(String, primary_key=True)
    owner = Column(String)
    is_helpful = Column(Boolean)
    comment = Column(Text)
    created_at = Column(DateTime, server_default=func.now())


class Bookmark(Base):
    __tablename__ = "bookmarks"
    owner = Column(String, primary_key=True)
    passage = Column(Integer, primary_key=True)
