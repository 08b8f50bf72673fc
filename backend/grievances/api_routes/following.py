"""Following a complaint by a program: each call brings the receipt code."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request

from backend import clock
from backend.database.doors import Door, enter
from backend.errors import Absent, Fault, Unacceptable
from backend.grievances.actions.following import Said, act_on_case, write_to_office
from backend.grievances.actions.retrying import once
from backend.grievances.actions.reviewing import Disputed, dispute_translation
from backend.grievances.api_routes.answers import CaseShown, MessageTaken, case_shown
from backend.grievances.api_routes.bodies import NewAct, NewMessage, WithCode
from backend.grievances.api_routes.reading import (
    AskedAct,
    asked_act,
    asked_code,
    asked_message,
    reading,
)
from backend.grievances.queries.account_language import language_of
from backend.grievances.queries.following import followed
from backend.grievances.queries.opening import Opened, open_by_code
from backend.grievances.queries.retries import Kept
from backend.grievances.rules.receipt_code import code_hash
from backend.web.api import AcceptedLocale, key_header, problems
from backend.web.database_session import PublicSession, own_transaction
from backend.web.json_reading import body_of
from backend.web.limits import refuse_too_many, refuse_while_too_many

router = APIRouter(prefix="/follow", tags=["complaints"])
_READS = (400, 413, 415, 422, 429)
_ACTS = (400, 404, 409, 413, 415, 422, 429)


@router.post(
    "",
    summary="Read a complaint",
    responses=problems(*_READS),
    openapi_extra=body_of(WithCode),
)
async def follow(request: Request, session: PublicSession) -> CaseShown:
    """Stage, timeline, messages, outcome, and what can be done now."""
    secret = asked_code(await reading(request, WithCode))
    return await _shown(session, await _open(request, session, secret))


async def readable_message(request: Request) -> AskedAct:
    return asked_message(await reading(request, NewMessage))


async def readable_act(request: Request) -> AskedAct:
    return asked_act(await reading(request, NewAct))


@router.post(
    "/messages",
    status_code=201,
    summary="Write to the office",
    responses=problems(*_ACTS),
    openapi_extra=body_of(NewMessage) | key_header(required=False),
)
async def write(
    request: Request,
    locale: AcceptedLocale,
    asked: Annotated[AskedAct, Depends(readable_message)],
    session: PublicSession,
) -> MessageTaken:
    """Where the office was waiting for an answer, its work goes on."""
    opened = await _open(request, session, asked.secret)
    now, language = clock.now(), language_of(asked.text, locale)

    async def act() -> Kept:
        await write_to_office(session, opened, Said(asked.text, language), now)
        return Kept(MessageTaken(on=now.date(), language=language).model_dump_json())

    kept = await once(session, asked.key, (opened.case_id, now), act)
    return MessageTaken.model_validate_json(kept.answer)


@router.post(
    "/acts",
    summary="Withdraw, object, say whether it was solved, or that a translation is wrong",
    responses=problems(*_ACTS),
    openapi_extra=body_of(NewAct) | key_header(required=False),
)
async def act_on(
    request: Request,
    locale: AcceptedLocale,
    asked: Annotated[AskedAct, Depends(readable_act)],
    session: PublicSession,
) -> CaseShown:
    """Only what `can` lists is possible (409 otherwise). A reason is kept as a message.

    `translation_wrong` names one of `translations`; what is wrong in it is for translators.
    """
    opened = await _open(request, session, asked.secret)
    now, language = clock.now(), language_of(asked.text, locale)

    async def act() -> Kept:
        if asked.about:
            await dispute_translation(session, opened, Disputed(asked.about, asked.text), now)
        else:
            await act_on_case(session, opened, asked.act, Said(asked.text, language), now)
        return Kept((await _shown(session, opened)).model_dump_json(by_alias=True))

    kept = await once(session, asked.key, (opened.case_id, now), act)
    return CaseShown.model_validate_json(kept.answer)


async def _open(request: Request, session: Door, secret: bytes) -> Opened:
    """Wrong codes are counted, and beyond the limit no code is looked up.

    The request's own session waits: whoever counts must hold no other connection of the pool.
    """
    await refuse_while_too_many(request, "codes")
    async with own_transaction(request, "public") as looking:
        opened = await open_by_code(looking, secret, code_hash(secret))
    if opened is None:
        await refuse_too_many(request, "codes")
        raise Unacceptable(Fault("receipt_code", "code_unknown"))
    await enter(session, receipt=opened.code_hash, case_id=opened.case_id)
    return opened


async def _shown(session: Door, opened: Opened) -> CaseShown:
    found = await followed(session, opened, clock.now())
    if found is None:
        raise Absent
    return case_shown(found)
