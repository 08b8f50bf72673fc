"""For operators and load balancers: is the process alive, and can it do its work."""

from fastapi import APIRouter, Request, Response
from sqlalchemy import text

router = APIRouter()


@router.get("/healthz")
async def alive() -> dict[str, str]:
    return {"status": "alive"}


@router.get("/readyz")
async def ready(request: Request, response: Response) -> dict[str, str]:
    states: dict[str, str] = {}
    for door, engine in request.app.state.engines.items():
        try:
            async with engine.connect() as connection:
                await connection.execute(text("SELECT 1"))
            states[door] = "ready"
        except Exception as error:  # noqa: BLE001  whatever is wrong is what the operator asks for
            states[door] = type(error).__name__
            response.status_code = 503
    return states
