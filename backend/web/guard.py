"""A door that owns tables would see every row: it does not start."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine


class DoorOwnsTables(Exception):
    """The login role of a door owns tables, or may become one that does, or bypasses policies."""


async def refuse_owners_of_tables(engine: AsyncEngine) -> None:
    query = text(
        "SELECT count(*) FROM pg_roles r WHERE r.rolname = current_user AND (r.rolsuper"
        " OR r.rolbypassrls OR EXISTS (SELECT 1 FROM pg_class c WHERE c.relkind IN ('r', 'p')"
        " AND pg_has_role(r.oid, c.relowner, 'MEMBER')))"
    )
    async with engine.connect() as connection:
        if (await connection.execute(query)).scalar_one():
            raise DoorOwnsTables(engine.url.username)
