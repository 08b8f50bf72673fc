"""An office whose administrator has switched the test engine on, and complaints in any language."""

import dataclasses
import secrets

from backend import clock
from backend.accounts.actions.choosing_engine import switch_engine
from backend.accounts.rules import Role
from backend.cases.actions.opening import OpenedCase
from backend.database.doors import transaction
from backend.grievances.actions.filing import Filing, file_grievance
from backend.grievances.rules.receipt_code import secret_from
from backend.languages.engines.registry import engine_agreed_to
from backend.sealing.tools import Tools
from tests.factories.accounts import a_member
from tests.factories.cases import a_story
from tests.factories.office import Desk
from tests.factories.translation_engine import TranslationEngine

IN_THAI = (
    "เครื่องปฏิเสธเงินบำนาญของผมสองครั้ง และไม่มีใครบอกผมว่าทำไม ผมชื่อสมชาย ใจดี"
    " โทร 081-234 5678 อีเมล somchai@example.com เลขที่ 1-2345-67890-12-3"
)
SECRETS = ("สมชาย", "ใจดี", "081-234", "5678", "somchai", "67890", "2345")


def with_engine(tools: Tools, server: TranslationEngine) -> Tools:
    """The worker's tools as they are where an operator has set the engine."""
    settings = tools.settings.model_copy(update={"translation_engine_url": server.url})
    return dataclasses.replace(tools, settings=settings)


async def switch(desk: Desk, tools: Tools, *, on: bool) -> None:
    administrator = await a_member(tools.engine, desk.office.id, Role.ADMINISTRATOR)
    agreed = engine_agreed_to(tools.settings)
    assert agreed
    engine = desk.installation.engines["desk"]
    async with transaction(engine, organisation=desk.office.id) as session:
        by = administrator.id
        await switch_engine(session, desk.office.id, by, (agreed, on), clock.now())


async def a_case_in(desk: Desk, language: str, **changes: object) -> OpenedCase:
    """Filed on pages of that language."""
    given = {"country": desk.office.country, "system": desk.system} | changes
    secret = secret_from(secrets.token_bytes(32))
    filing = Filing(a_story(**given), language, language, secret=secret)
    async with transaction(desk.installation.engines["public"]) as session:
        return await file_grievance(session, filing, clock.now())
