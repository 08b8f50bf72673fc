"""Filing by a program: once, however often it asks."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request

from backend import clock
from backend.cases.rules.stages import Stage
from backend.database.doors import Door
from backend.database.wire import together
from backend.grievances.actions.filing import Filing, file_grievance, tell_of
from backend.grievances.actions.retrying import once
from backend.grievances.api_routes.answers import Filed, Next
from backend.grievances.api_routes.bodies import NewGrievance
from backend.grievances.api_routes.reading import AskedFiling, asked_filing, reading, today
from backend.grievances.queries.account_language import read_as
from backend.grievances.queries.retries import Kept
from backend.grievances.rules.draft import UNKNOWN_SYSTEM
from backend.grievances.rules.receipt_code import in_digits, in_letters
from backend.systems.queries.facts import system_facts
from backend.web.api import key_header, problems
from backend.web.database_session import PublicSession, own_transaction
from backend.web.json_reading import body_of
from backend.web.limits import refuse_too_many

router = APIRouter(tags=["complaints"])


async def readable_filing(request: Request) -> AskedFiling:
    read = await reading(request, NewGrievance)
    slug = read.text("system")
    if slug not in {"", UNKNOWN_SYSTEM}:
        # Let go again before anything is counted: whoever counts holds no other connection.
        async with own_transaction(request, "public") as session:
            await read.known("system", system_facts(session, slug))
    asked = asked_filing(read, today())
    await refuse_too_many(request, "filing")
    return asked


@router.post(
    "/grievances",
    status_code=201,
    summary="File a complaint",
    responses=problems(400, 409, 413, 415, 422, 429),
    openapi_extra=body_of(NewGrievance) | key_header(required=True),
)
async def file_complaint(
    session: PublicSession, asked: Annotated[AskedFiling, Depends(readable_filing)]
) -> Filed:
    """Answers with the reference, which is harmless, and the receipt code, which opens the case."""
    now = clock.now()
    language = read_as(asked.contents, asked.interface_language).language
    filing = Filing(asked.contents, asked.interface_language, language, language, "api")
    await tell_of(session, filing)
    case = (asked.contents.case_id, now)
    async with together(session):
        kept = await once(session, asked.key, case, lambda: _file(session, filing, now))
    return _with_code(kept)


async def _file(session: Door, filing: Filing, at: datetime) -> Kept:
    opened = await file_grievance(session, filing, at)
    filed = Filed(
        reference=opened.reference,
        receipt_code=None,
        receipt_code_digits=None,
        filed_on=opened.filed_on,
        next=Next(stage=Stage.ACKNOWLEDGED, due_on=opened.acknowledge_by),
    )
    return Kept(filed.model_dump_json(), filing.secret)


def _with_code(kept: Kept) -> Filed:
    filed = Filed.model_validate_json(kept.answer)
    if kept.secret is None:
        return filed
    code = {
        "receipt_code": in_letters(kept.secret),
        "receipt_code_digits": in_digits(kept.secret),
    }
    return filed.model_copy(update=code)
