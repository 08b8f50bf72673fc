"""What the pages of one case share."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fastapi import Request, Response

from backend import clock
from backend.accounts.actions.choosing_engine import engine_is_on
from backend.accounts.rules import Act, may
from backend.accounts.staff import SignedIn, desk, files_of, keyring_of
from backend.cases.queries.workflow_files import taxonomy
from backend.cases.rules import names
from backend.database.questions import Questions
from backend.errors import Absent
from backend.grievances.queries import stories
from backend.grievances.rules.translations import TEXT_NAMES
from backend.languages.engines.registry import engine_agreed_to
from backend.sealing.fields import unseal_bytes
from backend.sealing.files import place_of
from backend.triage import forms
from backend.triage.actions.writing import note_event
from backend.triage.desk_routes.words import bodies_of, words_for
from backend.triage.queries.case_page import case_page
from backend.triage.queries.presence import others_here
from backend.triage.queries.ready_replies import ready_replies
from backend.triage.queries.work import Person, Work, work_on
from backend.web.database_session import DeskSession
from backend.web.forms import Form
from backend.web.uploads import attachment_headers


async def work_of(
    request: Request, session: DeskSession, staff: SignedIn, form: Form | None = None
) -> Work:
    """The case that the address names, for the organisation of whoever asks."""
    revision = forms.seen(form, "revision") if form else None
    asked = (request.path_params["reference"], revision, clock.now())
    return await work_on(session, keyring_of(request), person_of(staff), asked)


def person_of(staff: SignedIn) -> Person:
    return Person(staff.id, staff.organisation_id, staff.role.value, staff.locale, staff.reads)


@dataclass(frozen=True)
class Section:
    """A part of the case page that a capability above this one fills; see decision 9."""

    template: str
    values: Any


async def sections_of(request: Request, session: DeskSession, work: Work) -> list[Section]:
    return [await section(session, work) for section in request.app.state.case_sections]


async def case_context(
    request: Request, session: DeskSession, staff: SignedIn, work: Work
) -> dict[str, Any]:
    engine = engine_agreed_to(request.app.state.settings)
    async with Questions(session) as ask:
        page = ask(case_page(session, work))
        ready = ask(ready_replies(session, work))
        others = ask(others_here(session, work))
        engine_on = ask(engine_is_on(session, staff.organisation_id, engine))
    return {
        "case": work.case,
        "page": page.answer,
        "sections": await sections_of(request, session, work),
        "ready_replies": ready.answer,
        "engine_on": engine_on.answer,
        "put_in": "",
        "others": others.answer,
        "names": names,
        "text_names": TEXT_NAMES,
        "taxonomy": taxonomy(),
        "outcomes": forms.OUTCOMES,
        "bodies": bodies_of(work.case.country, staff.locale),
        "remedy_rows": range(1, forms.REMEDY_ROWS + 1),
        "may_work": may(staff.role, Act.WORK_CASES),
        "may_open_contact": may(staff.role, Act.OPEN_CONTACT),
        "contact": None,
        "changed": None,
        "kept": [],
        "ticked": [],
        "marked": [],
        **words_for(staff.locale),
        **desk(staff),
    }


async def file_answer(
    request: Request, session: DeskSession, work: Work, file_id: UUID
) -> Response:
    """The file, opened, to be saved and never shown in our origin."""
    known = {line.id: line for line in await stories.files(session, work.case.id)}
    if file_id not in known:
        raise Absent
    sealed = await files_of(request).get(file_id)
    content = unseal_bytes(work.key("account"), sealed, place_of(file_id))
    await note_event(session, work, "case.file_read")
    line = known[file_id]
    name = f"{work.case.reference}-{list(known).index(file_id) + 1}.{line.extension}"
    headers = attachment_headers(name)
    return Response(content, media_type=line.media_type, headers=headers)
