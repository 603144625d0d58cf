"""When each activity reminds those who come, and who has rung whom

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

OUTCOMES = ("told", "no_answer", "wrong_number", "no_calls", "skipped", "lapsed")
OPEN = sa.text("outcome IS NULL")


def upgrade() -> None:
    op.add_column("activities", sa.Column("reminders", sa.String(40), nullable=False, server_default="day"))
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "calls",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("guest_phone", sa.String(20), nullable=True),
        sa.Column("guest_name", sa.String(60), nullable=True),
        sa.Column("phone", sa.String(20), nullable=False),
        sa.Column("caller_id", sa.Integer(), nullable=False),
        sa.Column("begun_at", moment, nullable=False),
        sa.Column("claimed_until", moment, nullable=False),
        sa.Column("outcome", sa.Enum(*OUTCOMES, name="outcome", native_enum=False, create_constraint=True, length=20)),
        sa.Column("ended_at", moment, nullable=True),
        sa.Column("told", sa.Text(), nullable=False),
        sa.CheckConstraint("(person_id IS NULL) = (guest_phone IS NOT NULL)", name="ck_calls_person_or_guest"),
        sa.CheckConstraint("(guest_phone IS NULL) = (guest_name IS NULL)", name="ck_calls_guest"),
        sa.CheckConstraint("(outcome IS NULL) = (ended_at IS NULL)", name="ck_calls_ended"),
        sa.ForeignKeyConstraint(["caller_id"], ["users.id"], name="fk_calls_caller_id"),
        sa.ForeignKeyConstraint(["person_id"], ["users.id"], name="fk_calls_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_calls"),
    )
    op.create_index("ix_calls_begun_at", "calls", ["begun_at"])
    for name, column in (("person", "person_id"), ("guest", "guest_phone"), ("caller", "caller_id")):
        op.create_index(
            f"uq_calls_open_{name}", "calls", [column], unique=True, sqlite_where=OPEN, postgresql_where=OPEN
        )


def downgrade() -> None:
    op.drop_table("calls")
    op.drop_column("activities", "reminders")
