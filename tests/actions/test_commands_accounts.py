"""``suara organisation add`` and ``suara staff add``: the first hour of an installation."""

import secrets

import httpx
import psycopg
import pytest

from backend.accounts.actions.organisations import NewOrganisation
from backend.accounts.rules import OrganisationKind, Role
from backend.app import Installation
from backend.database.addresses import Addresses
from backend.sealing.tools import Tools
from tests.factories.accounts import PASSWORD, a_member, an_organisation
from tests.factories.commands import Said, suara, variables_of
from tests.factories.pages import send_form


@pytest.fixture
def here(database: Addresses, installation: Installation) -> dict[str, str]:
    return variables_of(database, installation.settings)


@pytest.fixture
def slug() -> str:
    return f"made-{secrets.token_hex(4)}"


@pytest.fixture(scope="module")
async def office(tools: Tools) -> NewOrganisation:
    return await an_organisation(tools.engine, tools.keyring.master, country="MY", locale="en")


def refused_in_one_line(said: Said, words: str) -> None:
    assert said.code == 1
    assert words in said.err
    assert said.err.count("\n") == 1
    assert said.out == ""


def test_an_organisation_is_set_up_with_keys_and_its_own_working_days(
    here: dict[str, str], slug: str, administrator: psycopg.Connection
):
    words = ("--name", "en=Welfare Kedah", "--name", "ms=Kebajikan Kedah", "--country", "MY",
             "--subdivision", "KDH", "--language", "ms", "--kind", "receiving_office")  # fmt: skip
    said = suara("organisation", "add", slug, *words, **here)
    assert (said.code, said.err) == (0, "")
    row = administrator.execute(
        "SELECT country, subdivision, o.locale, intake, length(public_key) > 1000,"
        " array_agg(text ORDER BY text)"
        " FROM organisations o JOIN organisation_texts t ON t.organisation_id = o.id"
        " WHERE slug = %s GROUP BY o.id", (slug,),
    ).fetchone()  # fmt: skip
    assert row == ("MY", "KDH", "ms", False, True, ["Kebajikan Kedah", "Welfare Kedah"])


@pytest.mark.parametrize(
    ("words", "reason"),
    [(("--country", "XX"), "--country is one of BN"), (("--language", "tlh"), "--language is one"),
     (("--country", "MY", "--subdivision", "Kedah"), "--subdivision is one of JHR"),
     (("--subdivision", "JHR"), "none for this country"), (("--name", "Only English"), "en=Name"),
     (("--name", "xx=Name"), "en=Name"), (("--name", "th="), "en=Name")],
)  # fmt: skip
def test_what_cannot_be_set_up_is_refused_in_one_line(
    here: dict[str, str], slug: str, words: tuple[str, ...], reason: str
):
    said = suara("organisation", "add", slug, "--name", "en=Office", *words, **here)
    refused_in_one_line(said, reason)


@pytest.mark.parametrize("hostile", ["Office", "a b", "../x", "a--b", "x" * 81, "a'; --", ""])
def test_a_slug_is_plain(here: dict[str, str], hostile: str):
    said = suara("organisation", "add", "--name", "en=Office", "--", hostile, **here)
    refused_in_one_line(said, "the slug is made of")


def test_the_same_organisation_twice_is_refused(here: dict[str, str], office: NewOrganisation):
    said = suara("organisation", "add", office.slug, "--name", "en=Office", **here)
    refused_in_one_line(said, f"{office.slug} is set up already")


async def test_the_invitation_that_is_printed_opens_an_account_once(
    here: dict[str, str], office: NewOrganisation, client: httpx.AsyncClient
):
    email = f"first-{secrets.token_hex(4)}@example.org"
    words = (email, "First Person", "--organisation", office.slug, "--role", "administrator")
    said = suara("staff", "add", *words, **here)
    assert (said.code, said.err) == (0, "")
    code = said.out.splitlines()[-1]
    typed = {"invitation": code, "password": PASSWORD, "password_again": PASSWORD}
    assert (await send_form(client, "/desk/invitation", typed)).status_code == 303
    assert (await send_form(client, "/desk/invitation", typed)).status_code == 422
    account = {"email": email, "password": PASSWORD}
    answer = await send_form(client, "/desk/sign-in", account)
    assert answer.headers["location"] == "/desk/people"
    refused_in_one_line(suara("staff", "add", *words, **here), "has an account already")


@pytest.mark.parametrize(
    ("words", "reason"),
    [(("no address", "N", "--organisation", "{slug}"), "is no e-mail address"),
     (("a@b.example", "  ", "--organisation", "{slug}"), "write the name of whom you invite"),
     (("a@b.example", "N", "--organisation", "nowhere"), "there is no organisation nowhere"),
     (("a@b.example", "N", "--organisation", "{slug}", "--language", "x"), "--language is one of"),
     (("a@b.example", "N", "--organisation", "{slug}", "--role", "system_owner"), "--role is one")],
)  # fmt: skip
def test_whom_nobody_can_be_is_refused_in_one_line(
    here: dict[str, str], office: NewOrganisation, words: tuple[str, ...], reason: str
):
    said = suara("staff", "add", *(word.format(slug=office.slug) for word in words), **here)
    refused_in_one_line(said, reason)


async def test_an_invitation_that_was_lost_is_made_anew(
    here: dict[str, str], office: NewOrganisation, client: httpx.AsyncClient
):
    """The first administrator of an office has no colleague who could."""
    email = f"lost-{secrets.token_hex(4)}@example.org"
    words = (email, "First Person", "--organisation", office.slug, "--role", "administrator")
    lost = suara("staff", "add", *words, **here).out.splitlines()[-1]
    said = suara("staff", "add", *words, **here)
    assert (said.code, said.err) == (0, "")
    passwords = {"password": PASSWORD, "password_again": PASSWORD}
    typed = {"invitation": lost} | passwords
    assert (await send_form(client, "/desk/invitation", typed)).status_code == 422
    typed = {"invitation": said.out.splitlines()[-1]} | passwords
    assert (await send_form(client, "/desk/invitation", typed)).status_code == 303


async def test_an_invitation_of_another_office_is_not_made_anew(
    here: dict[str, str], office: NewOrganisation, tools: Tools
):
    email = f"other-{secrets.token_hex(4)}@example.org"
    suara("staff", "add", email, "A Person", "--organisation", office.slug, **here)
    other = await an_organisation(tools.engine, tools.keyring.master, country="MY", locale="en")
    said = suara("staff", "add", email, "A Person", "--organisation", other.slug, **here)
    refused_in_one_line(said, "has an account already")


async def test_people_of_an_owner_cannot_be_caseworkers(here: dict[str, str], tools: Tools):
    kind = OrganisationKind.SYSTEM_OWNER
    owner = await an_organisation(tools.engine, tools.keyring.master, kind=kind)
    said = suara("staff", "add", "a@b.example", "N", "--organisation", owner.slug, **here)
    refused_in_one_line(said, "--role is one of system_owner")


@pytest.mark.parametrize("command", ["organisation", "staff"])
def test_without_a_database_it_says_what_to_start(command: str, slug: str, tmp_path):
    words = {
        "organisation": (slug, "--name", "en=O"),
        "staff": ("a@b.example", "N", "--organisation", slug),
    }
    said = suara(command, "add", *words[command], data_dir=str(tmp_path))
    assert said.code == 1
    assert "suara serve" in said.err or "master key" in said.err
    assert said.err.count("\n") == 1


def test_a_role_that_does_not_exist_is_misuse(here: dict[str, str]):
    said = suara(
        "staff", "add", "a@b.example", "N", "--organisation", "x", "--role", "king", **here
    )
    assert said.code == 2
    assert "Traceback" not in said.err


async def test_the_operator_is_the_second_person_of_a_reset_or_says_to_act_alone(
    here: dict[str, str], office: NewOrganisation, client: httpx.AsyncClient, tools: Tools
):
    member = await a_member(tools.engine, office.id, Role.ADMINISTRATOR)
    words = ("staff", "reset", member.email, "password")
    refused_in_one_line(suara(*words, **here), "no colleague has asked")
    refused_in_one_line(suara("staff", "reset", "x@y.example", "password", **here), "nobody with")
    said = suara(*words, "--alone", **here)
    assert (said.code, said.err) == (0, "")
    new = "another long sentence"
    typed = {"reset": said.out.splitlines()[-1], "password": new, "password_again": new}
    assert (await send_form(client, "/desk/reset", typed)).status_code == 303
    account = {"email": member.email, "password": new}
    assert (await send_form(client, "/desk/sign-in", account)).status_code == 303
