"""Second factors, resets, absence, sign-in elsewhere, days off by proclamation."""

from alembic import op
import sqlalchemy as sa

revision = "0013_people"
down_revision = "0012_office_day"

OWN = "told('organisation')::uuid = organisation_id"
#: Those that nobody but their organisation may see; the others are read before one is told.
GUARDED = ("absences",)
# A day off is for every office of the place, so each reads them all; only its own may be written.
# The others are read by whoever signs in, before an organisation is told.
GRANTS = """
GRANT SELECT, INSERT, UPDATE (last_step), DELETE ON second_factors TO suara_desk;
GRANT SELECT, INSERT, UPDATE (approved_by, approved_at, token_hash, expires_at, used_at, refused_at)
  ON resets TO suara_desk;
GRANT SELECT, INSERT, UPDATE (withdrawn_at) ON absences TO suara_desk;
GRANT SELECT, INSERT, UPDATE (issuer, client_id, sealed_client_secret, demands, active, changed_by,
  changed_at) ON identity_providers TO suara_desk;
GRANT SELECT, INSERT, DELETE ON identities TO suara_desk;
GRANT SELECT, INSERT, DELETE ON sign_ins_elsewhere TO suara_desk;
GRANT SELECT, INSERT, UPDATE (told, withdrawn_by, withdrawn_at) ON proclaimed_days TO suara_desk;
GRANT SELECT (id, country, subdivision, day, reason, locale, applied_at, undone_at)
  ON proclaimed_days TO suara_public;
GRANT SELECT, INSERT, UPDATE, DELETE ON second_factors, resets, absences, identity_providers,
  identities, sign_ins_elsewhere, proclaimed_days TO suara_worker;
"""


def upgrade() -> None:
    method = sa.Column("method", sa.String(length=10), nullable=False, server_default="password")
    op.add_column("staff_sessions", method)
    op.alter_column("staff_sessions", "method", server_default=None)
    op.add_column("clocks", sa.Column("told_before", sa.Date(), nullable=True))
    op.add_column("clocks", sa.Column("told_because", sa.Uuid(), nullable=True))
    _factors_and_resets()
    _absences()
    _elsewhere()
    _days_off()
    for table in GUARDED:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY own ON {table} TO suara_desk USING ({OWN})")
        op.execute(f"CREATE POLICY work_all ON {table} TO suara_worker USING (true)")
    op.execute(GRANTS)


def _factors_and_resets() -> None:
    op.create_table(
        "second_factors",
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("sealed_secret", sa.LargeBinary(), nullable=False),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.Column("set_up_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"]),
        sa.PrimaryKeyConstraint("staff_id"),
    )
    op.create_table(
        "resets",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column(
            "what",
            sa.Enum("password", "second_factor", native_enum=False, create_constraint=True,
                    length=21),
            nullable=False,
        ),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by", sa.Uuid(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("token_hash", sa.LargeBinary(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("approved_by IS NULL OR approved_by NOT IN (asked_by, staff_id)"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"]),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("token_hash"),
    )
    op.create_index("ix_resets_organisation_id", "resets", ["organisation_id"])


def _absences() -> None:
    op.create_table(
        "absences",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("stand_in_id", sa.Uuid(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("entered_by", sa.Uuid(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("from_on <= until_on"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"]),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"]),
        sa.ForeignKeyConstraint(["stand_in_id"], ["staff.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_absences_organisation_id", "absences", ["organisation_id"])


def _elsewhere() -> None:
    op.create_table(
        "identity_providers",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("issuer", sa.String(length=500), nullable=False),
        sa.Column("client_id", sa.String(length=200), nullable=False),
        sa.Column("sealed_client_secret", sa.LargeBinary(), nullable=False),
        sa.Column("demands", sa.String(length=200), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"]),
        sa.PrimaryKeyConstraint("organisation_id"),
    )
    op.create_table(
        "identities",
        sa.Column("issuer", sa.String(length=500), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"]),
        sa.PrimaryKeyConstraint("issuer", "subject"),
        sa.UniqueConstraint("staff_id"),
    )
    op.create_table(
        "sign_ins_elsewhere",
        sa.Column("key_hash", sa.LargeBinary(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("issuer", sa.String(length=500), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"]),
        sa.PrimaryKeyConstraint("key_hash"),
    )


def _days_off() -> None:
    op.create_table(
        "proclaimed_days",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("subdivision", sa.String(length=8), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("locale", sa.String(length=12), nullable=False),
        sa.Column("told", sa.Boolean(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("entered_by", sa.Uuid(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by", sa.Uuid(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ix_proclaimed_days_present",
        "proclaimed_days",
        ["country", sa.text("coalesce(subdivision, '')"), "day"],
        unique=True,
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_table("proclaimed_days")
    op.drop_table("sign_ins_elsewhere")
    op.drop_table("identities")
    op.drop_table("identity_providers")
    op.drop_index("ix_absences_organisation_id", table_name="absences")
    op.drop_table("absences")
    op.drop_index("ix_resets_organisation_id", table_name="resets")
    op.drop_table("resets")
    op.drop_table("second_factors")
    op.drop_column("clocks", "told_because")
    op.drop_column("clocks", "told_before")
    op.drop_column("staff_sessions", "method")
