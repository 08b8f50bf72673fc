"""Whether a complaint was translated by a machine, for what reports say of our own use of AI."""

from alembic import op
import sqlalchemy as sa

revision = "0008_translation_engine"
down_revision = "0007_search"


def upgrade() -> None:
    translated = sa.Column(
        "machine_translated", sa.Boolean(), nullable=False, server_default=sa.false()
    )
    op.add_column("facts", translated)
    op.alter_column("facts", "machine_translated", server_default=None)


def downgrade() -> None:
    op.drop_column("facts", "machine_translated")
