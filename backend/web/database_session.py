"""The session of a request: one transaction, committed before the person is answered.

With FastAPI's default scope the code after ``yield`` runs when the answer is already sent; with
``scope="function"`` it runs before, so that nobody is told "saved" and then loses it.
"""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from typing import Annotated

from fastapi import Depends, Request

from backend.database.doors import Door, transaction


def own_transaction(request: Request, door: str) -> AbstractAsyncContextManager[Door]:
    """A transaction beside the request's: for what must outlive a refusal, such as counters."""
    return transaction(request.app.state.engines[door])


async def public_transaction(request: Request) -> AsyncIterator[Door]:
    async with own_transaction(request, "public") as session:
        yield session


async def desk_transaction(request: Request) -> AsyncIterator[Door]:
    async with own_transaction(request, "desk") as session:
        yield session


PublicSession = Annotated[Door, Depends(public_transaction, scope="function")]
DeskSession = Annotated[Door, Depends(desk_transaction, scope="function")]
