"""Bodies of the API: whatever is sent is an object, or a refusal that says why."""

import asyncio
import json
import sys
from collections.abc import Callable
from contextlib import suppress

import pytest
from fastapi import Request
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.errors import Refusal, Unacceptable
from backend.web.json_reading import Body, JsonObject, as_shape, canonical, read_json
from backend.web.refusals import JsonUnreadable

pytestmark = pytest.mark.battery("T12")
anything = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(st.characters(codec=None)),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(codec=None)), inner),
)


class Shape(Body):
    name: str
    about: str | None = None


def read(body: bytes, kind: str = "application/json") -> JsonObject:
    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": body}

    scope = {"type": "http", "headers": [(b"content-type", kind.encode())]}
    return asyncio.run(read_json(Request(scope, receive)))


@settings(deadline=None)
@given(st.binary() | anything.map(lambda value: json.dumps(value).encode()))
def test_any_bytes_are_an_object_or_a_refusal(body: bytes) -> None:
    try:
        found = read(body)
    except Refusal:
        return
    _, faults = as_shape(Shape, found)
    assert all(fault.field.isascii() for fault in faults)
    assert canonical(found)


@settings(deadline=None)
@given(st.dictionaries(st.text(st.characters(codec="ascii"), min_size=1, max_size=9), st.text()))
def test_bodies_that_say_the_same_are_canonically_the_same(said: dict[str, str]) -> None:
    turned = dict(reversed(said.items()))
    spread = json.dumps(turned, indent=3, ensure_ascii=False).encode()
    assert canonical(read(json.dumps(said).encode())) == canonical(read(spread))


def test_every_field_that_does_not_fit_is_named_once() -> None:
    shape, faults = as_shape(Shape, read(b'{"about": 1, "odd": 2}'))
    assert shape is None
    named = {fault.field: fault.code for fault in faults}
    assert named == {"about": "wrong_type", "odd": "unknown_field", "name": "missing"}
    with pytest.raises(Unacceptable) as refusal:
        read(b'{"name": "a", "name": "b"}')
    assert [(f.field, f.code) for f in refusal.value.faults] == [("name", "repeated")]


BOMBS: dict[str, Callable[[int], bytes]] = {
    "brackets": lambda n: b"[" * n,
    "braces": lambda n: b'{"a":' * (n // 6),
    "digits": lambda n: b'{"a":' + b"9" * n + b"}",
    "names": lambda n: b"{" + b",".join(b'"%d":1' % each for each in range(n // 12)) + b"}",
    "one name": lambda n: b"{" + b",".join([b'"a":1'] * (n // 6)) + b"}",
    "escapes": lambda n: b'{"a":"' + b"\\ud800" * (n // 6) + b'"}',
}


def steps(body: bytes) -> int:
    """Calls of functions that reading it takes: a measure that no busy machine changes."""
    count = 0

    def counted(_frame: object, event: str, _of: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    sys.setprofile(counted)
    try:
        with suppress(JsonUnreadable, Unacceptable):
            as_shape(Shape, read(body))
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.battery("T16")
@pytest.mark.parametrize("bomb", BOMBS)
def test_twice_the_bomb_costs_at_most_twice_the_work(bomb: str) -> None:
    small, large = steps(BOMBS[bomb](20_000)), steps(BOMBS[bomb](40_000))
    assert large <= 2.2 * small + 1_000


@pytest.mark.battery("T16")
@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_of_a_megabyte_is_read_or_refused(bomb: str) -> None:
    with suppress(JsonUnreadable, Unacceptable):
        _, faults = as_shape(Shape, read(BOMBS[bomb](1_000_000)))
        assert faults
