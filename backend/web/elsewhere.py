"""Going on at another address."""

from fastapi import FastAPI, Request, Response
from fastapi.responses import RedirectResponse


class Elsewhere(Exception):
    """What was asked for is to be found at ``address``."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address


async def _go(_request: Request, elsewhere: Exception) -> Response:
    if not isinstance(elsewhere, Elsewhere):
        raise TypeError(elsewhere)
    return see_other(elsewhere.address)


def see_other(address: str) -> RedirectResponse:
    """After a form: the answer to come is a page that may be loaded again."""
    return RedirectResponse(address, status_code=303)


def install_elsewhere(app: FastAPI) -> None:
    app.add_exception_handler(Elsewhere, _go)
