"""The golden lists of what scripts, posters and programs rely on: commands, fields, the API.

A change of one of these lists is a decision, with a record. `make golden` rewrites them.
"""

import os
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import click
import httpx
import typer

from backend.__main__ import CAPABILITIES, app
from backend.sealing.tools import Tools
from tests.factories.accounts import an_organisation
from tests.factories.filing import ANSWERS, file_complaint, open_case
from tests.factories.pages import send_form

GOLDEN = Path(__file__).parent / "golden"
_NAMED = re.compile(r'<(?:input|select|textarea|button)\b[^>]*?\sname="([^"]+)"')
#: Fields of forms that are ours alone: tokens and marks that a browser sends back as they are.
OURS = {"csrf", "draft", "once"}


def agrees(name: str, text: str) -> bool:
    file = GOLDEN / f"{name}.txt"
    if os.environ.get("GOLDEN"):
        file.write_text(text, encoding="utf-8")
    return text == file.read_text(encoding="utf-8")


def commands() -> Iterator[str]:
    root = typer.main.get_group(app)
    for name, command in sorted(root.commands.items()):
        found: click.Command = command
        if name in CAPABILITIES:
            module, attribute = CAPABILITIES[name][0].split(":")
            found = typer.main.get_group(getattr(import_module(module), attribute))
        if not found.hidden:
            yield from lines_of(name, found)


def lines_of(words: str, command: click.Command) -> Iterator[str]:
    # Typer brings a copy of click of its own, whose groups are none of ours.
    if below_it := getattr(command, "commands", None):
        for name, below in sorted(below_it.items()):
            yield from lines_of(f"{words} {name}", below)
        return
    options = [o for p in command.params if not getattr(p, "hidden", False) for o in p.opts]
    yield " ".join([words, *(o for o in options if o != "--help")]) + "\n"


def names_in(page: str) -> str:
    return " ".join(sorted(set(_NAMED.findall(page)) - OURS))


def described(schema: dict[str, Any], known: dict[str, Any]) -> Iterator[str]:
    """Names of fields, those of parts with a dot, required ones with a star."""
    schema = known.get(schema.get("$ref", "").rpartition("/")[2], schema)
    for choice in (*schema.get("anyOf", ()), *([schema["items"]] if "items" in schema else ())):
        yield from described(choice, known)
    for name, part in schema.get("properties", {}).items():
        yield name + ("*" if name in schema.get("required", ()) else "")
        yield from (f"{name.rstrip('*')}.{below}" for below in described(part, known))


def calls(openapi: dict[str, Any]) -> Iterator[str]:
    known = openapi["components"]["schemas"]
    for path, methods in sorted(openapi["paths"].items()):
        for method, operation in sorted(methods.items()):
            for parameter in operation.get("parameters", ()):
                yield f"{method.upper()} {path} {parameter['in']} {parameter['name']}\n"
            taken = {"takes": operation.get("requestBody", {})}
            given = {s: a for s, a in operation["responses"].items() if s.startswith("2")}
            for when, body in (taken | given).items():
                for content in body.get("content", {}).values():
                    for name in sorted(set(described(content["schema"], known))):
                        yield f"{method.upper()} {path} {when} {name}\n"


def test_the_commands_are_those_of_the_golden_list():
    assert agrees("commands", "".join(commands()))


async def test_the_names_of_the_api_are_those_of_the_golden_list(client: httpx.AsyncClient):
    assert agrees("api", "".join(calls((await client.get("/api/openapi.json")).json())))


async def test_the_fields_of_pages_are_those_of_the_golden_list(
    client: httpx.AsyncClient, tools: Tools
):
    await an_organisation(tools.engine, tools.keyring.master, country="BN")
    found = {}
    for page, answers in (*ANSWERS.items(), ("check", {})):
        there = f"/en/complain/{page}"
        found[there] = names_in((await client.get(there)).text)
        if answers:
            await send_form(client, there, answers | {"country": "BN"})
    found["/en/complain/files"] = names_in((await client.get("/en/complain/files")).text)
    filed = await file_complaint(client, country="BN")
    found["/en/complain/receipt"] = names_in(filed.page)
    found["/en/follow"] = names_in((await client.get("/en/follow")).text)
    found["/en/follow/case"] = names_in(await open_case(client, filed))
    found["/desk/sign-in"] = names_in((await client.get("/desk/sign-in")).text)
    text = "".join(f"{page}  {names}\n" for page, names in sorted(found.items()))
    assert agrees("fields", text)


def test_a_field_an_option_and_a_name_that_changed_are_found():
    assert names_in('<input id="a" name="story"><button type="submit" name="act">') == "act story"
    called = {"properties": {"id": {}, "part": {"$ref": "#/x/P"}}, "required": ["id"]}
    known = {"P": {"items": {"properties": {"on": {}}}}}
    assert list(described(called, known)) == ["id*", "part", "part.on"]
    command = click.Command("add", params=[click.Option(["--name"])])
    assert list(lines_of("staff", click.Group(commands={"add": command}))) == ["staff add --name\n"]
