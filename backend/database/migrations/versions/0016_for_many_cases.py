"""Indexes for what else would be read whole as cases grow.

The list of cases of a stage has all that the queue, its filters and the page of the day show, so
that they are answered without looking at the cases. Clocks that are over and nobody's any more are
not looked at, nor all waiting jobs for each that is taken.
"""

from alembic import op
import sqlalchemy as sa

revision = "0016_for_many_cases"
down_revision = "0015_case_by_reference"

SHOWN = (
    "reference category severity country language system_id assignee_id owner_id late filed_on "
    "filed_at parties"
).split()
HELD = "closed_on IS NULL AND assignee_id IS NOT NULL"
RUNNING = "stopped_at IS NULL AND paused_at IS NULL AND name <> 'contest'"

# Pages are marked as seen by everybody while their cases are young, which are the open ones.
UP = """
ALTER TABLE cases SET (autovacuum_vacuum_scale_factor = 0.02,
  autovacuum_vacuum_insert_scale_factor = 0.02);
CREATE INDEX ix_procrastinate_jobs_lock ON procrastinate_jobs (lock) WHERE lock IS NOT NULL;
ALTER FUNCTION procrastinate_fetch_job_v2 SET enable_seqscan = off;
"""
DOWN = """
ALTER FUNCTION procrastinate_fetch_job_v2 RESET enable_seqscan;
DROP INDEX ix_procrastinate_jobs_lock;
ALTER TABLE cases RESET (autovacuum_vacuum_scale_factor, autovacuum_vacuum_insert_scale_factor);
"""


def _running(where: str) -> None:
    op.drop_index("ix_clocks_running", "clocks")
    op.create_index("ix_clocks_running", "clocks", ["due_at"], postgresql_where=sa.text(where))


def upgrade() -> None:
    op.drop_index("ix_cases_stage", "cases")
    op.create_index(
        "ix_cases_stage",
        "cases",
        ["handler_id", "stage", "due_at", "id"],
        postgresql_include=SHOWN,
    )
    op.create_index(
        "ix_cases_held",
        "cases",
        ["assignee_id", "due_at", "id"],
        postgresql_where=sa.text(HELD),
    )
    op.create_index(
        "ix_cases_closed",
        "cases",
        ["closed_on", "id"],
        postgresql_where=sa.text("destroyed_on IS NULL"),
    )
    _running(RUNNING)
    op.create_index("ix_events_action", "events", ["action", "at"])
    op.create_index("ix_events_actor_id", "events", ["actor_id", "at"])
    op.create_index(
        "ix_events_operator", "events", ["at"], postgresql_where=sa.text("actor_kind = 'operator'")
    )
    op.drop_index("ix_facts_received_on", "facts")
    op.drop_index("ix_facts_office_id", "facts")
    op.create_index("ix_facts_office", "facts", ["office_id", "received_on"])
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)
    op.drop_index("ix_facts_office", "facts")
    op.create_index("ix_facts_office_id", "facts", ["office_id"])
    op.create_index("ix_facts_received_on", "facts", ["received_on"])
    for index in ("ix_events_operator", "ix_events_actor_id", "ix_events_action"):
        op.drop_index(index, "events")
    _running("stopped_at IS NULL")
    op.drop_index("ix_cases_closed", "cases")
    op.drop_index("ix_cases_held", "cases")
    op.drop_index("ix_cases_stage", "cases")
    op.create_index("ix_cases_stage", "cases", ["handler_id", "stage"])
