"""Suggestions have a score; texts are kept as the suggestions' engine reads them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column and the table; what is there stays."""
    op.add_column("suggestions", sa.Column("score", sa.Float(), nullable=True))
    op.create_table(
        "tokens",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_tokens")),
    )
