"""Who asks: the owner of the key in the request."""

from fastapi import HTTPException, Security
from fastapi.security import APIKeyHeader

from app.keys import owner_of

key = APIKeyHeader(name="X-API-Key")


def current_user(token: str = Security(key)) -> str:
    owner = owner_of(token)
    if owner is None:
        raise HTTPException(401)
    return owner
