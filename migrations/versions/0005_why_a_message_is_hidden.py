"""Why a message was hidden, for those who decide whether it is shown again

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("messages", sa.Column("hidden_reason", sa.String(20), nullable=True))


def downgrade() -> None:
    op.drop_column("messages", "hidden_reason")
