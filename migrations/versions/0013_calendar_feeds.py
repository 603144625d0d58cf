"""Calendar feeds, what they tell apart an older version by, and the clock of an organisation

Columns are added by plain SQL that both databases read alike: rebuilding a table on SQLite would lose its checks.

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

COUNTED = ("activities", "occurrences")


def upgrade() -> None:
    op.execute("ALTER TABLE organisations ADD COLUMN zone VARCHAR(40) DEFAULT 'Europe/Stockholm' NOT NULL")
    for table in COUNTED:
        op.execute(f"ALTER TABLE {table} ADD COLUMN revision INTEGER DEFAULT 0 NOT NULL")
        op.add_column(table, sa.Column("changed_at", sa.DateTime(timezone=True)))
    op.create_table(
        "feeds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(["person_id"], ["users.id"], name="fk_feeds_person_id"),
        sa.ForeignKeyConstraint(["made_by_id"], ["users.id"], name="fk_feeds_made_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_feeds"),
        sa.UniqueConstraint("token_hash", name="uq_feeds_token_hash"),
    )
    living = sa.text("revoked_at IS NULL")
    op.create_index("uq_feeds_living", "feeds", ["person_id"], unique=True, sqlite_where=living, postgresql_where=living)


def downgrade() -> None:
    op.drop_table("feeds")
    for table in COUNTED:
        op.drop_column(table, "changed_at")
        op.drop_column(table, "revision")
    op.drop_column("organisations", "zone")
