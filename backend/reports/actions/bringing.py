"""Bringing in facts of complaints whose cases were destroyed before they could be noted here."""

from collections.abc import Mapping
from dataclasses import asdict

from sqlmodel.ext.asyncio.session import AsyncSession

from backend.database.rows import add_all
from backend.reports.models import FactRow
from backend.reports.rules.facts import Fact


async def bring_in_facts(session: AsyncSession, facts: Mapping[bytes, Fact]) -> None:
    """By keys that lead to no case."""
    rows = [
        asdict(fact) | {"fact_key": key, "updates": list(fact.updates)}
        for key, fact in facts.items()
    ]
    if rows:
        await add_all(session, FactRow, rows)
