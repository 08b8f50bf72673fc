"""The golden list of all doors: method, path, audience. `make golden` rewrites it."""

import os
from collections.abc import Iterator
from inspect import isasyncgenfunction, iscoroutinefunction
from pathlib import Path

from fastapi import Depends, FastAPI
from fastapi.routing import iter_route_contexts

from backend.app import BOTH, Installation, create_app

GOLDEN = Path(__file__).parent / "golden" / "doors.txt"
#: Audiences by the dependency that a route names in its signature.
AUDIENCES = {
    "signed_in": "staff", "read_cases": "case readers", "work_cases": "caseworkers",
    "open_contact": "contact openers", "answer_as_owner": "system owners",
    "write_reports": "communications", "manage_people": "administrators",
    "look_after_people": "keepers of people", "read_record": "record readers",
    "file_for_others": "helpers",
    "opened_case": "holder of a code",
}  # fmt: skip
#: Pages of the desk for people who have not signed in.
OPEN_AT_THE_DESK = {
    "/desk/sign-in", "/desk/sign-out", "/desk/invitation", "/desk/reset",
    "/desk/sign-in/with/{house}", "/desk/sign-in/with/{house}/back",
}  # fmt: skip


def _named(dependant) -> set[str]:
    found = {dependant.call.__name__} if dependant.call else set()
    for part in dependant.dependencies:
        found |= _named(part)
    return found


def _sent_to_a_thread(dependant) -> set[str]:
    """What FastAPI runs there because it is not async: handing it over costs more than it does."""
    waits = iscoroutinefunction(dependant.call) or isasyncgenfunction(dependant.call)
    found = set() if waits or not dependant.call else {dependant.call.__qualname__}
    return found.union(*map(_sent_to_a_thread, dependant.dependencies))


def doors(app: FastAPI) -> Iterator[tuple[str, str, str]]:
    for context in iter_route_contexts(app.routes):
        route = getattr(context, "route", context)
        if not hasattr(route, "dependant"):
            continue
        who = [words for name, words in AUDIENCES.items() if name in _named(route.dependant)]
        audience = who[-1] if who else "everybody"
        for method in sorted(route.methods - {"HEAD"}):
            yield method, getattr(context, "path", route.path), audience


def test_the_doors_are_those_of_the_golden_list(installation: Installation):
    found = sorted(doors(create_app(BOTH, installation)), key=lambda d: (d[1], d[0]))
    text = "".join(f"{method:6} {path}  {audience}\n" for method, path, audience in found)
    if os.environ.get("GOLDEN"):
        GOLDEN.write_text(text, encoding="utf-8")
    assert text == GOLDEN.read_text(encoding="utf-8")


def test_every_page_of_the_desk_names_its_audience(installation: Installation):
    unguarded = [
        path
        for _, path, audience in doors(create_app(BOTH, installation))
        if path.startswith("/desk") and path not in OPEN_AT_THE_DESK and audience == "everybody"
    ]
    assert unguarded == []


def test_a_page_that_lets_everybody_in_is_found():
    async def show_secrets() -> None: ...

    app = FastAPI(openapi_url=None)
    app.get("/desk/secrets")(show_secrets)
    assert ("GET", "/desk/secrets", "everybody") in list(doors(app))


def handed_to_a_thread(app: FastAPI) -> set[str]:
    routes = (getattr(context, "route", context) for context in iter_route_contexts(app.routes))
    found = [_sent_to_a_thread(r.dependant) for r in routes if hasattr(r, "dependant")]
    return set().union(*found)


def test_no_page_is_handed_to_a_thread(installation: Installation):
    assert handed_to_a_thread(create_app(BOTH, installation)) == set()


def test_a_page_that_is_handed_to_a_thread_is_found():
    def slowly() -> None: ...

    async def page() -> None: ...

    app = FastAPI(openapi_url=None)
    app.get("/", dependencies=[Depends(slowly)])(page)
    assert [name.rpartition(".")[2] for name in handed_to_a_thread(app)] == ["slowly"]
