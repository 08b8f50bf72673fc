"""Complaints that somebody files for somebody else."""

revision = "0009_on_behalf"
down_revision = "0008_translation_engine"


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
