"""What an office needs each day: who is on call, saved views, who has a case open.

And what its page of the day counts by: open cases by stage, moves by their time.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012_office_day"
down_revision = "0011_destruction"

POLICIES = """
CREATE POLICY own ON on_call TO suara_desk USING (told('organisation')::uuid = organisation_id);
CREATE POLICY work_all ON on_call TO suara_worker USING (true);
CREATE POLICY own ON saved_views TO suara_desk USING (told('organisation')::uuid = organisation_id);
CREATE POLICY work_all ON saved_views TO suara_worker USING (true);
CREATE POLICY party ON presences TO suara_desk USING (told('organisation')::uuid = ANY (parties));
CREATE POLICY work_all ON presences TO suara_worker USING (true);
CREATE TRIGGER only_into_own_cases BEFORE INSERT ON presences
  FOR EACH ROW EXECUTE FUNCTION only_into_own_cases();
"""

GRANTS = """
GRANT SELECT, INSERT, DELETE ON on_call TO suara_desk;
GRANT SELECT, INSERT, DELETE ON saved_views TO suara_desk;
GRANT SELECT, INSERT, UPDATE (writing, seen_at) ON presences TO suara_desk;
GRANT SELECT, INSERT, UPDATE, DELETE ON on_call, saved_views, presences TO suara_worker;
"""


def upgrade() -> None:
    op.create_table(
        "on_call",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("set_by", sa.Uuid(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"]),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"]),
        sa.PrimaryKeyConstraint("organisation_id", "staff_id"),
    )
    op.create_table(
        "saved_views",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("query", sa.String(length=500), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"]),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_saved_views_organisation_id", "saved_views", ["organisation_id"])
    op.create_table(
        "presences",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("parties", sa.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("writing", sa.Boolean(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"]),
        sa.PrimaryKeyConstraint("case_id", "id"),
    )
    op.create_index("ix_presences_seen_at", "presences", ["seen_at"])
    for table in ("on_call", "saved_views", "presences"):
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(POLICIES)
    op.execute(GRANTS)
    op.create_index("ix_cases_stage", "cases", ["handler_id", "stage"])
    op.create_index("ix_acts_at", "acts", ["at"])


def downgrade() -> None:
    op.drop_index("ix_acts_at", table_name="acts")
    op.drop_index("ix_cases_stage", table_name="cases")
    for table in ("presences", "saved_views", "on_call"):
        op.drop_table(table)
