"""Indexes for what a report counts: facts by the last day on which they may, and answered ones."""

from alembic import op
import sqlalchemy as sa

revision = "0017_report_counts"
down_revision = "0016_for_many_cases"

LAST_DAY = (
    "greatest(received_on, received_on + floor(t5_hours / 24)::integer, "
    "coalesce(closed_on, 'infinity'::date))"
)


def upgrade() -> None:
    op.create_index("ix_facts_last_day", "facts", ["office_id", sa.text(f"({LAST_DAY})")])
    op.create_index(
        "ix_facts_answered",
        "facts",
        ["office_id"],
        postgresql_where=sa.text("cardinality(updates) > 0"),
    )


def downgrade() -> None:
    op.drop_index("ix_facts_answered", "facts")
    op.drop_index("ix_facts_last_day", "facts")
