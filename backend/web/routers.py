"""A router whose addresses all begin alike."""

from fastapi import APIRouter
from starlette.routing import Match
from starlette.types import Scope


class RouterBelow(APIRouter):
    """Asked about addresses below its prefix only; FastAPI would try each of its pages for all."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        return super().matches(scope) if path.startswith(self.prefix) else (Match.NONE, {})
