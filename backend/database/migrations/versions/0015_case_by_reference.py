"""A case is opened by its reference; without an index all cases were read for it."""

from alembic import op

revision = "0015_case_by_reference"
down_revision = "0014_reference_version"


def upgrade() -> None:
    op.create_index("ix_cases_reference", "cases", ["reference"])


def downgrade() -> None:
    op.drop_index("ix_cases_reference")
