"""When a person has put the news of a date away, and what a series was before its last change

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sign_ups", sa.Column("news_read_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("activities", sa.Column("before_edit", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("activities", "before_edit")
    op.drop_column("sign_ups", "news_read_at")
