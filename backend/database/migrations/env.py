"""Runs the numbered migrations as the owner of the database."""

from alembic import context
from sqlalchemy import create_engine, pool

from backend.all_tables import METADATA


def ours(name: str | None, kind: str, parents: object) -> bool:
    """Leave those of the job queue and of kept answers to their own statements."""
    del parents
    elsewhere = ("procrastinate_", "reference_version")
    return not (kind == "table" and (name or "").startswith(elsewhere))


def run() -> None:
    url = context.config.get_main_option("sqlalchemy.url") or ""
    engine = create_engine(url, poolclass=pool.NullPool, hide_parameters=True)
    with engine.connect() as connection:
        connection.exec_driver_sql("SET lock_timeout = '5s'")
        connection.exec_driver_sql("SET statement_timeout = '10min'")
        connection.commit()
        context.configure(
            connection=connection,
            target_metadata=METADATA,
            include_name=ours,
            compare_type=True,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
