"""Who comes with whom, who runs a date, and how people hear of things

The sign-ups are written anew whole: on SQLite a column that may be empty, and a wider check, cannot be had otherwise.

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

OLD_NAMES = "id occurrence_id person_id actor_id state queued_at seated_at promoted_at left_at news_read_at".split()
STATES = ("seat", "waiting", "left")


def kind(name, *values):
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=20)


NEW = [
    ("guest_name", sa.String(60), True),
    ("guest_phone", sa.String(20), True),
    ("came_by", kind("cameby", "screen", "phone", "paper", "in_person"), False),
    ("companions", sa.Integer(), False),
    ("companion_name", sa.String(60), True),
    ("offered_at", sa.DateTime(timezone=True), True),
    ("offered_until", sa.DateTime(timezone=True), True),
    ("attended", sa.Boolean(), True),
]
NEW_VALUES = {"came_by": "CASE WHEN actor_id = person_id THEN 'screen' ELSE 'phone' END", "companions": "0"}
CHECKS = {
    "person_or_guest": "(person_id IS NULL) = (guest_name IS NOT NULL) AND (guest_name IS NULL) = (guest_phone IS NULL)",
    "companions": "companions BETWEEN 0 AND 1",
    "companion_name": "companion_name IS NULL OR companions = 1",
    "offered": "(state = 'offered') = (offered_until IS NOT NULL)",
}
ONE_ROW = ["occurrence_id", "person_id"]
ONE_GUEST = ["occurrence_id", "guest_phone", "guest_name"]


def unique(columns):
    return sa.UniqueConstraint(*columns, name=f"uq_sign_ups_{'_'.join(columns)}")


def constraints(is_new):
    if not is_new:
        return [unique(ONE_ROW)]
    checks = [sa.CheckConstraint(text, name=op.f(f"ck_sign_ups_{name}")) for name, text in CHECKS.items()]
    return [unique(ONE_ROW), unique(ONE_GUEST), *checks]


def rebuild_sign_ups(new, values):
    op.execute("CREATE TABLE sign_ups_kept AS SELECT * FROM sign_ups")
    op.drop_table("sign_ups")
    moments = [sa.Column(name, sa.DateTime(timezone=True)) for name in OLD_NAMES[6:]]
    states = (*STATES, "offered") if new else STATES
    op.create_table(
        "sign_ups",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("occurrence_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=bool(new)),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("state", kind("signupstate", *states), nullable=False),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
        *moments,
        *(sa.Column(name, type_, nullable=empty) for name, type_, empty in new),
        sa.ForeignKeyConstraint(["actor_id"], ["users.id"], name="fk_sign_ups_actor_id"),
        sa.ForeignKeyConstraint(["occurrence_id"], ["occurrences.id"], name="fk_sign_ups_occurrence_id"),
        sa.ForeignKeyConstraint(["person_id"], ["users.id"], name="fk_sign_ups_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_sign_ups"),
        *constraints(bool(new)),
    )
    columns = ", ".join([*OLD_NAMES, *values])
    op.execute(f"INSERT INTO sign_ups ({columns}) SELECT {', '.join([*OLD_NAMES, *values.values()])} FROM sign_ups_kept")
    op.drop_table("sign_ups_kept")
    op.create_index("ix_sign_ups_person_id", "sign_ups", ["person_id"])
    op.create_index("ix_sign_ups_queue", "sign_ups", ["occurrence_id", "state", "queued_at", "id"])
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SELECT setval(pg_get_serial_sequence('sign_ups', 'id'), max(id)) FROM sign_ups")


def upgrade() -> None:
    op.create_table('contacts',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('channel', sa.Enum('screen', 'sms', 'email', 'call', 'paper', name='channel', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('phone', sa.String(length=20), nullable=True),
    sa.Column('email', sa.String(length=120), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['users.id'], name=op.f('fk_contacts_person_id')),
    sa.PrimaryKeyConstraint('person_id', name=op.f('pk_contacts'))
    )
    op.create_table('notifications',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('key', sa.String(length=120), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('subject_id', sa.Integer(), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('not_after', sa.DateTime(timezone=True), nullable=True),
    sa.Column('state', sa.Enum('waiting', 'claimed', 'sent', 'dropped', 'dead', name='deliverystate', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('channel', sa.Enum('screen', 'sms', 'email', 'call', 'paper', name='channel', native_enum=False, create_constraint=True, length=20), nullable=True),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('claimed_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('failure', sa.String(length=40), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("(state = 'claimed') = (claimed_until IS NOT NULL)", name=op.f('ck_notifications_claimed')),
    sa.ForeignKeyConstraint(['person_id'], ['users.id'], name=op.f('fk_notifications_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notifications')),
    sa.UniqueConstraint('key', name=op.f('uq_notifications_key'))
    )
    with op.batch_alter_table('notifications', schema=None) as batch_op:
        batch_op.create_index('ix_notifications_due', ['state', 'due_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_notifications_person_id'), ['person_id'], unique=False)

    op.create_table('assignments',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('occurrence_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('task', sa.Enum('host', 'helper', name='task', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.ForeignKeyConstraint(['occurrence_id'], ['occurrences.id'], name=op.f('fk_assignments_occurrence_id')),
    sa.ForeignKeyConstraint(['person_id'], ['users.id'], name=op.f('fk_assignments_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_assignments')),
    sa.UniqueConstraint('occurrence_id', 'person_id', name=op.f('uq_assignments_occurrence_id_person_id'))
    )
    with op.batch_alter_table('assignments', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_assignments_person_id'), ['person_id'], unique=False)

    rebuild_sign_ups(NEW, NEW_VALUES)


def downgrade() -> None:
    op.execute("DELETE FROM sign_ups WHERE person_id IS NULL")  # a guest without an account had no place before
    op.execute("UPDATE sign_ups SET state = 'waiting', offered_until = NULL WHERE state = 'offered'")
    rebuild_sign_ups([], {})
    with op.batch_alter_table('assignments', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_assignments_person_id'))

    op.drop_table('assignments')
    with op.batch_alter_table('notifications', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_notifications_person_id'))
        batch_op.drop_index('ix_notifications_due')

    op.drop_table('notifications')
    op.drop_table('contacts')
