"""What people and staff say about the language that was found."""

from alembic import op
import sqlalchemy as sa

revision = "0004_language_identification"
down_revision = "0003_job_queue"

CORRECTED_BY = ("none", "person", "staff")


def upgrade() -> None:
    choice = sa.Enum(*CORRECTED_BY, native_enum=False, create_constraint=True, length=14)
    for table, kind in (("cases", choice), ("facts", sa.String(length=12))):
        # Of what came before nobody kept what the program had said.
        op.add_column(table, sa.Column("language_read", sa.String(length=12), nullable=True))
        op.add_column(
            table,
            sa.Column("language_corrected_by", kind, nullable=False, server_default="none"),
        )
        op.alter_column(table, "language_corrected_by", server_default=None)
    op.execute("GRANT UPDATE (language_corrected_by) ON cases TO suara_desk")


def downgrade() -> None:
    for table in ("facts", "cases"):
        op.drop_column(table, "language_corrected_by")
        op.drop_column(table, "language_read")
