"""A disputed translation says its languages itself: every desk page counts what waits in which.

Empty is one that an earlier release wrote while this ran; everybody reads that.
"""

from alembic import op
import sqlalchemy as sa

revision = "0019_disputed_languages"
down_revision = "0018_as_cases_grow"

LANGUAGES = "from_language", "to_language"


def upgrade() -> None:
    for name in LANGUAGES:
        op.add_column(
            "translation_disputes",
            sa.Column(name, sa.String(length=12), nullable=False, server_default=""),
        )
    op.execute(
        "UPDATE translation_disputes d SET from_language = t.from_language,"
        " to_language = t.to_language FROM translations t"
        " WHERE t.case_id = d.case_id AND t.id = d.translation_id"
    )


def downgrade() -> None:
    for name in LANGUAGES:
        op.drop_column("translation_disputes", name)
