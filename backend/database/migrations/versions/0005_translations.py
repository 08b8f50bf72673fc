"""Translations of what was said, and who made them."""

revision = "0005_translations"
down_revision = "0004_language_identification"


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
