"""Passages that a person wants to find again."""

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from app import bookmarks
from app.people import current_user

router = APIRouter()


class Bookmark(BaseModel):
    passage: int


@router.put("/bookmarks")
def add(bookmark: Bookmark, owner: str = Depends(current_user)) -> list[int]:
    return bookmarks.added(owner, bookmark.passage)


@router.delete("/bookmarks/{passage}")
def remove(passage: int, owner: str = Depends(current_user)) -> list[int]:
    return bookmarks.removed(owner, passage)
