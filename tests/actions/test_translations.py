"""Versions of a translation: kept, replaced, relied on, disputed; no engine wins over people."""

from uuid import uuid4

import psycopg
import pytest

from backend import clock
from backend.accounts.actions.people import NewColleague
from backend.accounts.rules import Role
from backend.app import Installation
from backend.cases.rules.stages import Outcome
from backend.database.doors import transaction
from backend.errors import Absent, Forbidden, Unacceptable
from backend.grievances.actions.requesting import Wanted, ask_for_translation
from backend.grievances.actions.translating import (
    TranslatedMeanwhile,
)
from backend.grievances.queries.translation_requests import requests_of
from backend.grievances.rules.translations import Maker, TranslatedKind
from backend.reports.actions.noting import note_facts
from backend.reports.rules.people import fact_key
from backend.sealing.tools import Tools
from backend.triage.actions import assessing, deciding, translating
from backend.triage.rules.typed import Proposed, Version, Words
from tests.factories.office import Desk, a_desk
from tests.factories.versions import (
    ENGINE,
    by_engine,
    by_person,
    every,
    held,
    named,
    relied,
    say_wrong,
)


@pytest.fixture(scope="module")
async def desk(tools: Tools, installation: Installation) -> Desk:
    return await a_desk(tools, installation)


@pytest.fixture(scope="module")
async def reader(desk: Desk) -> NewColleague:
    return await desk.member(reads=("th",))


async def test_a_newer_version_replaces_and_leaves_the_older_as_it_was(
    desk: Desk, reader: NewColleague
):
    case = await desk.case()
    for text in ("first", "second", "third"):
        await by_person(desk, case, reader, text)
    lines = await every(desk, case)
    assert [line.text for line in lines] == ["first", "second", "third"]
    assert [line.replaced_at is None for line in lines] == [False, False, True]


async def test_whoever_saw_another_version_is_refused(desk: Desk, reader: NewColleague):
    case = await desk.case()
    of = await named(desk, case)
    await by_person(desk, case, reader)
    for over in (None, uuid4()):
        with pytest.raises(TranslatedMeanwhile):
            await desk.do(translating.write, case, Version(of, "late", over), member=reader)
    assert [line.text for line in await every(desk, case)] == ["person"]


async def test_what_is_sent_twice_is_kept_once(desk: Desk, reader: NewColleague):
    case = await desk.case()
    version = Version(await named(desk, case), "once")
    for _ in range(2):
        await desk.do(translating.write, case, version, member=reader)
    assert [line.text for line in await every(desk, case)] == ["once"]


async def test_an_engine_takes_the_place_of_no_person_and_of_nothing_disputed(
    desk: Desk, reader: NewColleague
):
    case = await desk.case()
    first = await by_engine(desk, case, "one")
    assert await by_engine(desk, case, "two")
    assert first
    newest = (await every(desk, case))[-1]
    assert (newest.text, newest.maker, newest.engine) == ("two", Maker.ENGINE, ENGINE)
    await say_wrong(desk, case, newest.id)
    assert await by_engine(desk, case, "three") is None
    await by_person(desk, case, reader)
    assert await by_engine(desk, case, "four") is None
    lines = await every(desk, case)
    assert [line.text for line in lines if line.replaced_at is None] == ["person"]
    assert [line.dispute for line in lines] == [None, None, None]


async def test_asked_for_twice_it_waits_once_and_a_person_answers_both_kinds(
    desk: Desk, reader: NewColleague
):
    case = await desk.case()
    of = await named(desk, case)
    wanted = Wanted(of.kind, of.of_id, "en", "th")
    async with held(desk, case) as (session, known):
        for maker in (Maker.PERSON, Maker.PERSON, Maker.ENGINE):
            await ask_for_translation(session, known, wanted, (maker, None), clock.now())
        assert [w.by for w in await requests_of(session, case.id)] == [Maker.PERSON, Maker.ENGINE]
    await by_engine(desk, case)
    async with held(desk, case) as (session, _):
        assert [w.by for w in await requests_of(session, case.id)] == [Maker.PERSON]
    await by_person(desk, case, reader)
    async with held(desk, case) as (session, _):
        assert await requests_of(session, case.id) == []


async def test_nobody_translates_what_they_do_not_read_nor_confirms_their_own(
    desk: Desk, reader: NewColleague
):
    case = await desk.case()
    of, other = await named(desk, case), await desk.member()
    for act in (translating.take, translating.write, translating.confirm):
        typed = of if act is translating.take else Version(of, "guess")
        with pytest.raises(Forbidden):
            await desk.do(act, case, typed, member=other)
    version = await by_person(desk, case, reader)
    with pytest.raises(Forbidden):
        await desk.do(translating.confirm, case, Version(of, "", version), member=reader)
    second = await desk.member(reads=("th",))
    await desk.do(translating.confirm, case, Version(of, "", version), member=second)
    assert (await every(desk, case))[0].reviewed_by == second.id


async def test_a_text_of_another_case_or_its_own_language_is_not_translated(
    desk: Desk, reader: NewColleague
):
    case, other = await desk.case(), await desk.case()
    with pytest.raises(Absent):
        await desk.do(translating.ask, case, await named(desk, other), member=reader)
    with pytest.raises(Unacceptable):
        await desk.do(translating.ask, case, await named(desk, case, "en"), member=reader)


async def test_a_decision_keeps_which_version_it_relied_on(
    desk: Desk, reader: NewColleague, administrator: psycopg.Connection
):
    case, other = await desk.case(), await desk.case()
    first, foreign = await by_person(desk, case, reader), await by_person(desk, other, reader)
    await desk.do(assessing.assess, case, desk.described())
    proposal = Proposed(Outcome.UPHELD, "You are right.", "en", relied=(first, foreign))
    await desk.do(deciding.propose, case, proposal)
    assert await relied(desk, case) == []
    second = await by_person(desk, case, reader, "better")
    supervisor = await desk.member(Role.SUPERVISOR)
    await desk.do(deciding.decide, case, Words(files=(second,)), member=supervisor)
    assert await relied(desk, case) == [first, second]
    kept = "SELECT count(*) FROM relied_translations WHERE translation_id = %s"
    assert administrator.execute(kept, (foreign,)).fetchone() == (0,)


async def test_said_twice_before_anybody_looked_it_is_one_and_each_look_ends_it(
    desk: Desk, reader: NewColleague, administrator: psycopg.Connection
):
    case, second = await desk.case(), await desk.member(reads=("th",))
    version = await by_person(desk, case, reader)
    for _ in range(2):
        await say_wrong(desk, case, version)
    of = await named(desk, case)
    await desk.do(translating.confirm, case, Version(of, "", version), member=second)
    assert (await every(desk, case))[0].dispute is None
    await say_wrong(desk, case, version)
    assert (await every(desk, case))[0].disputed == 2
    async with transaction(desk.tools.engine) as session:
        await note_facts(session, desk.tools.keyring, case.id, clock.now())
    key = fact_key(desk.tools.keyring.master.facts_key, case.id)
    query = "SELECT translated, translations_disputed FROM facts WHERE fact_key = %s"
    assert administrator.execute(query, (key,)).fetchone() == (True, 2)


async def test_each_step_is_on_the_record_without_a_word_of_the_text(
    desk: Desk, reader: NewColleague, administrator: psycopg.Connection
):
    case = await desk.case()
    await desk.do(translating.take, case, await named(desk, case), member=reader)
    await say_wrong(desk, case, await by_person(desk, case, reader))
    query = "SELECT action, facts::text FROM events WHERE case_id = %s AND action ~ 'transl'"
    found = administrator.execute(query, (case.id,)).fetchall()
    happened = {"case.translation_asked", "case.translated", "case.translation_disputed"}
    assert {action for action, _ in found} == happened
    assert not any("person" in facts.replace('"by": "person"', "") for _, facts in found)


async def test_what_an_office_reads_follows_its_people(
    desk: Desk, administrator: psycopg.Connection
):
    query = "SELECT languages FROM organisations WHERE id = %s"
    member = await desk.member(reads=("lo", "tet"))
    await desk.member(Role.COMMUNICATIONS, reads=("km",))
    languages = administrator.execute(query, (desk.office.id,)).fetchone()[0]
    assert {"en", "lo", "tet"} <= set(languages)
    assert "km" not in languages
    administrator.execute("UPDATE staff SET left_at = now() WHERE id = %s", (member.id,))
    assert "tet" not in administrator.execute(query, (desk.office.id,)).fetchone()[0]


def test_kinds_of_texts_are_the_same_here_and_in_the_policy(administrator: psycopg.Connection):
    query = "SELECT qual FROM pg_policies WHERE tablename = 'translations' AND policyname = 'shown'"
    rule = administrator.execute(query).fetchone()[0]
    hidden = {kind for kind in TranslatedKind if f"'{kind.value}'" not in rule}
    assert hidden == {TranslatedKind.OWNER_QUESTION, TranslatedKind.OWNER_ANSWER}
