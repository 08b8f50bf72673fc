"""Requests made from a description of an API by schemathesis, and what was answered to them."""

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from urllib.parse import urlsplit

import schemathesis
from fastapi import FastAPI
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema
from schemathesis.engine.recorder import ScenarioRecorder
from schemathesis.schemas import BaseSchema

DESCRIPTION = "/api/openapi.json"
_KEY, _FITS = "Idempotency-Key", re.compile(r"[!-~]{22,128}")
#: A schema cannot say which codes somebody was given, nor which days are over: what fits it may
#: still be unacceptable, and each wrong field is named.
ACCEPTANCE = {"expected-statuses": ["2xx", "404", "409", "422"]}


@dataclass
class Tried:
    """``answers`` by call and status; ``broken``: each check that failed, with its request."""

    calls: set[str]
    answers: Counter[tuple[str, int]] = field(default_factory=Counter)
    broken: dict[str, str] = field(default_factory=dict)

    @property
    def answered_well(self) -> set[str]:
        return {call for call, status in self.answers if 200 <= status < 300}


def requests_from(program: FastAPI, origin: str, examples: int, seed: int = 1) -> Tried:
    """All phases: its examples, the edges of each field, generated ones, calls that follow others.

    ``examples``: generated ones a call, and chains of calls.
    """
    headers = {"Host": urlsplit(origin).netloc}
    config = SchemathesisConfig.from_dict({
        "seed": seed, "base-url": origin, "headers": headers, "continue-on-failure": True,
        "generation": {"database": "none", "max-examples": examples, "no-shrink": True},
        "checks": {"positive_data_acceptance": ACCEPTANCE},
    })  # fmt: skip
    schema = schemathesis.openapi.from_asgi(DESCRIPTION, program, config=config, headers=headers)
    _vary_keys(schema)
    tried = Tried({found.ok().label for found in schema.get_all_operations()})
    for event in from_schema(schema).execute():
        if isinstance(event, events.ScenarioFinished):
            _note(tried, event.recorder)
        elif isinstance(event, events.NonFatalError):
            tried.broken[event.info.title] = event.info.message
    return tried


def _vary_keys(schema: BaseSchema) -> None:
    """Three of four keys that fit are made new: else most requests are answered by 409."""
    number = count(1)

    @schema.hook("map_headers")
    def _new(_: Any, headers: Any) -> Any:
        key = (headers or {}).get(_KEY)
        if isinstance(key, str) and _FITS.fullmatch(key) and next(number) % 4:
            headers[_KEY] = f"{key[:100]}-{next(number)}"
        return headers


def _note(tried: Tried, seen: ScenarioRecorder) -> None:
    for case_id, interaction in seen.interactions.items():
        answer: Any = interaction.response
        call = seen.cases[case_id].value.operation.label
        tried.answers[call, answer.status_code if answer else 0] += 1
    for checks in seen.checks.values():
        for check in checks:
            if found := check.failure_info:
                tried.broken.setdefault(check.name, f"{found.failure}\n{found.code_sample}")
