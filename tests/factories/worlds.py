"""Everything that one office and the owner of its systems have, with words that are theirs only."""

import secrets
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

import psycopg

from backend.accounts.actions.people import NewColleague
from backend.accounts.queries import held_keys
from backend.accounts.rules import Role
from backend.app import Installation
from backend.cases.queries.cases import lock_case
from backend.clock import now
from backend.database.doors import transaction
from backend.grievances.actions.replying import NewReply, keep_reply
from backend.grievances.rules.draft import DraftContents
from backend.on_behalf.actions.keeping import keep_filing
from backend.on_behalf.rules.filing import Agreed, Entry, FilingContents
from backend.sealing.fields import seal_bytes
from backend.sealing.files import place_of
from backend.sealing.keys import new_key
from backend.sealing.queries import keys_for_organisation
from backend.sealing.tools import Tools
from tests.factories.accounts import a_member
from tests.factories.asking import Parties, a_case_put_to_owner, some_parties
from tests.factories.reports import Newsroom, a_draft
from tests.factories.rows import insert


@dataclass(frozen=True)
class World:
    """``ids`` by the piece of an address that they fill; ``marks`` are seen by nobody else."""

    parties: Parties
    members: dict[Role, NewColleague]
    ids: dict[str, str]
    marks: tuple[str, ...]


async def a_world(
    tools: Tools, installation: Installation, administrator: psycopg.Connection, country: str
) -> World:
    mark, key, file_id = f"mark{secrets.token_hex(8)}", secrets.token_bytes(32), uuid4()
    parties = await some_parties(tools, country)
    asked = await a_case_put_to_owner(installation, parties, account=mark, account_key=key)
    await tools.files.put(file_id, seal_bytes(key, mark.encode(), place_of(file_id)))
    both = [parties.office.id, parties.owner.id]
    made = {"case_id": asked.id, "id": file_id, "parties": both, "media_type": "text/plain"}
    insert(administrator, "files", made | {"extension": "txt", "size": 20, "at": "now"})
    members = await everybody(tools, parties, mark)
    template = str(a_template(administrator, parties.office.id, mark))
    writers = members[Role.COMMUNICATIONS], members[Role.AUDITOR]
    update, version = an_update(administrator, parties, mark)
    story = "SELECT id FROM grievances WHERE case_id = %s"
    told = administrator.execute(story, (asked.id,)).fetchone()
    ids = {
        "cases/{reference}": asked.reference,
        "asked/{reference}": asked.reference,
        "told": f"account.{told[0]}",
        "translations/{text}": f"account.{told[0]}.th",
        "files/{file_id}": str(file_id),
        "file/{filing_id}": str(await a_filing(tools, members[Role.CASEWORKER], mark)),
        "replies/{reply_id}": str(await a_reply(tools, asked.id, mark)),
        "systems/{slug}": parties.system.slug,
        "updates/{update_id}": str(update),
        "version": str(version),
        "reports/{publication_id}": str(await a_draft(tools, Newsroom(parties.office, *writers))),
        "texts/{about}": f"reply.{template}",
        "template": template,
        "staff": str(members[Role.CASEWORKER].id),
        "remedy": str(a_remedy(administrator, asked.id, parties.office.id)),
        **of_people(administrator, parties.office.id, members),
    }
    # The register is public, so the name of the system gives nothing away.
    secret = {value for place, value in ids.items() if place != "systems/{slug}"}
    return World(parties, members, ids, (mark, *secret))


async def everybody(tools: Tools, parties: Parties, name: str) -> dict[Role, NewColleague]:
    """One of each role, at the owner's or at the office."""
    return {
        role: await a_member(
            tools.engine,
            (parties.owner if role is Role.SYSTEM_OWNER else parties.office).id,
            role,
            name=f"{name} {role}",
        )
        for role in Role
    }


async def a_reply(tools: Tools, case_id: UUID, words: str) -> UUID:
    """One that waits for its translation."""
    new = NewReply(words, "en", "th", uuid4(), uuid4())
    async with transaction(tools.engine) as session:
        case = await lock_case(session, case_id)
        assert case
        held = await held_keys(session, tools.keyring, case.handler_id)
        keys = await keys_for_organisation(session, case_id, held)
        await keep_reply(session, case, keys["office"], new, now())
    return new.id


async def a_filing(tools: Tools, writer: NewColleague, words: str) -> UUID:
    """What somebody at the desk took down for somebody else and has not sent yet."""
    new = uuid4()
    told = DraftContents(case_id=uuid4(), account_key=new_key(), country="TH", account=words)
    entry = Entry(
        contents=told, channel="paper", agreed=Agreed.SIGNED, received_on=now().date(), locale="en"
    )
    contents = FilingContents(zone="UTC", entries=(entry,))
    async with transaction(tools.engine, organisation=writer.organisation_id) as session:
        held = await held_keys(session, tools.keyring, writer.organisation_id)
        await keep_filing(session, held, writer.id, (new, contents, False), now())
    return new


def an_update(administrator: psycopg.Connection, parties: Parties, words: str) -> tuple[UUID, UUID]:
    """The update and its version."""
    version, update = uuid4(), uuid4()
    place = {"system_id": parties.system.id, "owner_id": parties.owner.id}
    live = {"live_from": date(2026, 1, 1)}
    insert(administrator, "system_versions", {"id": version, "name": words, **place, **live})
    who = {"recorded_by": parties.answerer.id, "recorded_at": "now"}
    row = {"id": update, "version_id": version, **place, **live, **who}
    insert(administrator, "model_updates", row)
    for field in ("what_changed", "why"):
        text = {"field": field, "locale": "en", "text": words, "of_version": 1}
        owner = {"model_update_id": update, "owner_id": parties.owner.id}
        insert(administrator, "model_update_texts", owner | text)
    return update, version


def a_template(administrator: psycopg.Connection, office_id: UUID, words: str) -> UUID:
    template = uuid4()
    office = {"organisation_id": office_id}
    row = {"id": template, **office, "added_by": uuid4(), "added_at": "now"}
    insert(administrator, "reply_templates", row)
    for field in ("title", "text"):
        text = {"field": field, "locale": "en", "text": words, "of_version": 1}
        insert(administrator, "reply_template_texts", {"template_id": template, **office, **text})
    return template


def of_people(
    administrator: psycopg.Connection, office_id: UUID, members: dict[Role, NewColleague]
) -> dict[str, str]:
    """A reset that waits for approval, an absence, a view that its office shares."""
    made = {"reset": uuid4(), "absence": uuid4(), "view": uuid4()}
    office, day = {"organisation_id": office_id}, now().date()
    who = office | {"staff_id": members[Role.CASEWORKER].id}
    reset = {"what": "password", "asked_by": members[Role.SUPERVISOR].id, "asked_at": "now"}
    insert(administrator, "resets", {"id": made["reset"], **who, **reset})
    away = {"stand_in_id": members[Role.SUPERVISOR].id, "from_on": day, "until_on": day}
    noted = {"entered_by": uuid4(), "entered_at": "now"}
    insert(administrator, "absences", {"id": made["absence"], **who, **away, **noted})
    view = {"name": str(made["view"]), "query": "", "shared": True, "saved_at": "now"}
    insert(administrator, "saved_views", {"id": made["view"], **who, **view})
    return {name: str(value) for name, value in made.items()}


def a_remedy(administrator: psycopg.Connection, case_id: UUID, office_id: UUID) -> UUID:
    remedy = uuid4()
    row = {"case_id": case_id, "id": remedy, "parties": [office_id], "decision_id": uuid4()}
    insert(administrator, "promised_remedies", row | {"code": "RM02"})
    return remedy
