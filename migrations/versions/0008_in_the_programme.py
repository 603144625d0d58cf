"""Which activities stand in the week's programme, which everybody may read

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Those that are there already were made when only members could read the calendar: nobody has let them out.
    op.add_column("activities", sa.Column("in_programme", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    op.drop_column("activities", "in_programme")
