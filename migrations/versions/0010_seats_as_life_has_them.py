"""Offers with a time to answer, the newcomers' share, and standing seats

Columns are added by plain SQL that both databases read alike: rebuilding a table on SQLite would lose its checks.

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

ANSWER = "answer_minutes IS NULL OR answer_minutes BETWEEN 1 AND 780"
COLUMNS = {
    "activities": {
        "answer_minutes": f"INTEGER CONSTRAINT ck_activities_answer_minutes CHECK ({ANSWER})",
        "newcomer_percent": (
            "INTEGER DEFAULT 0 NOT NULL "
            "CONSTRAINT ck_activities_newcomer_percent CHECK (newcomer_percent BETWEEN 0 AND 50)"
        ),
    },
    "sign_ups": {
        "lapsed_at": "TIMESTAMP WITH TIME ZONE",
        "is_newcomer": "BOOLEAN DEFAULT FALSE NOT NULL",
        "is_standing": "BOOLEAN DEFAULT FALSE NOT NULL",
    },
}
ENDED_BY = ("self", "staff", "skipped", "switched_off")


def upgrade() -> None:
    for table, columns in COLUMNS.items():
        for name, kind in columns.items():
            if kind == "TIMESTAMP WITH TIME ZONE" and op.get_bind().dialect.name == "sqlite":
                kind = "DATETIME"
            op.execute(f"ALTER TABLE {table} ADD COLUMN {name} {kind}")
    make_standing_seats()


def downgrade() -> None:
    op.drop_index("ix_standing_seats_person_id", "standing_seats")
    op.drop_table("standing_seats")
    for table, columns in COLUMNS.items():
        for name in reversed(columns):
            op.drop_column(table, name)


def make_standing_seats() -> None:
    op.create_table(
        "standing_seats",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("companions", sa.Integer(), nullable=False),
        sa.Column("companion_name", sa.String(60), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Enum(*ENDED_BY, name="endedby", native_enum=False, create_constraint=True, length=20), nullable=True),
        sa.Column("news_read_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("companions BETWEEN 0 AND 1", name="ck_standing_seats_companions"),
        sa.CheckConstraint("companion_name IS NULL OR companions = 1", name="ck_standing_seats_companion_name"),
        sa.CheckConstraint("(ended_at IS NULL) = (ended_by IS NULL)", name="ck_standing_seats_ended"),
        sa.ForeignKeyConstraint(["activity_id"], ["activities.id"], name="fk_standing_seats_activity_id"),
        sa.ForeignKeyConstraint(["person_id"], ["users.id"], name="fk_standing_seats_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_standing_seats"),
        sa.UniqueConstraint("activity_id", "person_id", name="uq_standing_seats_activity_id_person_id"),
    )
    op.create_index("ix_standing_seats_person_id", "standing_seats", ["person_id"])
