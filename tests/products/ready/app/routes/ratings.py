"""Whether an answer helped, and why not."""

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field

from app import feedback
from app.limits import limiter
from app.people import current_user

router = APIRouter()


class Rating(BaseModel):
    answer_id: str = Field(max_length=40)
    is_helpful: bool
    comment: str = Field(default="", max_length=500)


@router.post("/ratings")
@limiter.limit("60/minute")
def rate(request: Request, rating: Rating, owner: str = Depends(current_user)) -> dict[str, str]:
    feedback.save_feedback(rating.answer_id, owner, rating.is_helpful, rating.comment)
    return {"status": "thanks"}
