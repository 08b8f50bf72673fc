"""``suara organisation`` and ``suara staff``: the first steps of a new installation."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from typing import Annotated, Any
from uuid import UUID

import typer

from backend import clock
from backend.accounts.actions.organisations import NewOrganisation, set_up_organisation
from backend.accounts.actions.people import AlreadyStaff, NewColleague, invite, renew_invitation
from backend.accounts.actions.resets import OPERATOR, approve_reset, ask_for_reset
from backend.accounts.queries import (
    Colleague,
    colleagues,
    kind_and_country,
    organisation_by_slug,
    staff_by_email,
)
from backend.accounts.queries.signing_in import waiting_resets
from backend.accounts.rules import ROLES_OF, OrganisationKind, Role
from backend.accounts.rules.signing_in import Resettable
from backend.audit.actions import Actor
from backend.database.doors import Door, transaction, worker_engine
from backend.jurisdictions.queries import COUNTRIES, country
from backend.languages.locales import OURS
from backend.notifications.actions.mailing import is_deliverable
from backend.sealing.keys import MasterKey
from backend.settings import settings

organisation = typer.Typer(help="Offices, owners, oversight bodies.", no_args_is_help=True)
staff = typer.Typer(help="People of organisations.", no_args_is_help=True)
LONGEST_SLUG = 80


@organisation.callback()
def about_organisations() -> None:
    """Offices, owners, oversight bodies."""


@staff.callback()
def about_staff() -> None:
    """People of organisations."""


def _refuse(reason: str) -> typer.Exit:
    typer.echo(reason, err=True)
    return typer.Exit(1)


async def _in_transaction(act: Callable[[Door], Awaitable[Any]]) -> Any:
    async with worker_engine(settings()) as engine, transaction(engine) as session:
        return await act(session)


@organisation.command("add")
def add_organisation(
    slug: str,
    name: Annotated[list[str], typer.Option(help="As en=Name; once for each language.")],
    *,
    kind: OrganisationKind = OrganisationKind.RECEIVING_OFFICE,
    where: Annotated[str, typer.Option("--country")] = "TH",
    subdivision: str = "",
    language: str = "en",
    intake: bool = False,
) -> None:
    """Add an organisation with keys of its own."""
    _check_place(where, subdivision, language)
    names = _names(name)
    new = NewOrganisation(
        _slug(slug), kind, where, language, names, subdivision or None, (), intake
    )
    master = MasterKey.read(settings().key_file)
    asyncio.run(_in_transaction(lambda s: _set_up(s, new, master)))
    print(f"{slug} is set up.")


def _check_place(where: str, subdivision: str, language: str) -> None:
    if where not in COUNTRIES:
        raise _refuse(f"--country is one of {', '.join(COUNTRIES)}")
    known = country(where).subdivisions
    if subdivision and subdivision not in known:
        raise _refuse(f"--subdivision is one of {', '.join(known) or 'none for this country'}")
    if language not in OURS:
        raise _refuse(f"--language is one of {', '.join(OURS)}")


def _slug(text: str) -> str:
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", text) or len(text) > LONGEST_SLUG:
        raise _refuse("the slug is made of a-z, 0-9 and single dashes, like ministry-of-health")
    return text


def _names(written: list[str]) -> dict[str, str]:
    names = dict(part.partition("=")[::2] for part in written)
    if not names or not all(tag in OURS and name.strip() for tag, name in names.items()):
        raise _refuse(f"--name is written as en=Name; languages are {', '.join(OURS)}")
    return names


async def _set_up(session: Door, new: NewOrganisation, master: MasterKey) -> None:
    if await organisation_by_slug(session, new.slug):
        raise _refuse(f"{new.slug} is set up already")
    await set_up_organisation(session, new, master, clock.now().date())


@staff.command("add")
def add_staff(
    email: str,
    name: str,
    *,
    of: Annotated[str, typer.Option("--organisation", help="Its slug.")],
    role: Role = Role.CASEWORKER,
    language: str = "en",
) -> None:
    """Add somebody; prints a one-time invitation code. Again: a new code, if nobody has joined."""
    if not is_deliverable(email):
        raise _refuse(f"{email} is no e-mail address")
    if not name.strip():
        raise _refuse("write the name of whom you invite")
    if language not in OURS:
        raise _refuse(f"--language is one of {', '.join(OURS)}")
    try:
        token = asyncio.run(
            _in_transaction(lambda s: _invite(s, (email, name, of, role, language)))
        )
    except AlreadyStaff:
        raise _refuse(f"{email} has an account already") from None
    print(f"Invitation code for {email}, for {settings().desk}/desk/invitation, once, three days:")
    print(token)


async def _invite(session: Door, who: tuple[str, str, str, Role, str]) -> str:
    email, name, of, role, language = who
    organisation_id: UUID | None = await organisation_by_slug(session, of)
    if organisation_id is None:
        raise _refuse(f"there is no organisation {of}")
    kind, _ = await kind_and_country(session, organisation_id)
    if role not in ROLES_OF[kind]:
        raise _refuse(f"--role is one of {', '.join(ROLES_OF[kind])}")
    waiting = await _not_joined(session, email, organisation_id)
    if waiting:
        return await renew_invitation(session, waiting, Actor("operator"), clock.now())
    new = NewColleague(organisation_id, email, name, role, language)
    return await invite(session, new, Actor("operator"), clock.now())


async def _not_joined(session: Door, email: str, organisation_id: UUID) -> Colleague | None:
    """Whose invitation was lost or is over; a first administrator has nobody else to ask."""
    people, same = await colleagues(session, organisation_id), email.strip().lower()
    return next((m for m in people if m.email == same and not m.joined), None)


@staff.command("reset")
def reset_staff(
    email: str,
    what: Resettable,
    *,
    alone: Annotated[bool, typer.Option(help="Though no colleague has asked for it.")] = False,
) -> None:
    """Approve a reset as the second person; prints the one-time code."""
    token = asyncio.run(_in_transaction(lambda s: _reset(s, (email, what), alone=alone)))
    print(f"Reset code for {email}, for {settings().desk}/desk/reset, once, one day:")
    print(token)


async def _reset(session: Door, asked: tuple[str, Resettable], *, alone: bool) -> str:
    email, what = asked
    member = await staff_by_email(session, email)
    if member is None or member.password_hash is None:
        raise _refuse(f"nobody with the address {email} has joined")
    now = clock.now()
    if alone:
        colleague = next(
            m for m in await colleagues(session, member.organisation_id) if m.id == member.id
        )
        await ask_for_reset(session, colleague, what, (OPERATOR, now))
    waiting = await waiting_resets(session, member.organisation_id, now)
    lines = [one for one in waiting if one.staff_id == member.id and one.what is what]
    if not lines:
        raise _refuse("no colleague has asked for this reset; --alone does it without one")
    return await approve_reset(session, lines[0], member.locale, (OPERATOR, now))
