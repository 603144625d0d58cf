"""Tables of a room, opening hours, ready phrases, how far one has read, and order at the table

Columns are added by plain SQL that both databases read alike: rebuilding a table on SQLite would lose its checks.

Revision ID: 0006
Revises: 0005
"""

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

ANNOUNCE = "CHECK (announce IN ('all', 'number', 'quiet'))"
COLUMNS = {
    "users": {
        "announce": f"VARCHAR(10) DEFAULT 'all' NOT NULL CONSTRAINT ck_users_announce {ANNOUNCE}",
        "sound": "BOOLEAN DEFAULT FALSE NOT NULL",
        "is_house": "BOOLEAN DEFAULT FALSE NOT NULL",
    },
    "rooms": {
        "extra_of_id": "INTEGER",
        "number": (
            "INTEGER DEFAULT 1 NOT NULL CONSTRAINT ck_rooms_number CHECK (number > 0) "
            "CONSTRAINT ck_rooms_first_table CHECK ((extra_of_id IS NULL) = (number = 1))"
        ),
        "capacity": "INTEGER DEFAULT 6 CONSTRAINT ck_rooms_capacity CHECK (capacity >= 3)",
        "talks_on": "BOOLEAN DEFAULT TRUE NOT NULL",
        "is_practice": "BOOLEAN DEFAULT FALSE NOT NULL",
    },
    "messages": {"to_id": "INTEGER", "phrase": "VARCHAR(20)", "folded": "TEXT DEFAULT '' NOT NULL"},
}
LIVING = "archived_at IS NULL"


def upgrade() -> None:
    for table, columns in COLUMNS.items():
        for name, kind in columns.items():
            op.execute(f"ALTER TABLE {table} ADD COLUMN {name} {kind}")
    fold_messages()
    op.drop_index("uq_rooms_living_name", "rooms")
    first = sa.text(f"{LIVING} AND extra_of_id IS NULL")
    op.create_index("uq_rooms_living_name", "rooms", ["name"], unique=True, sqlite_where=first, postgresql_where=first)
    op.create_index("uq_rooms_table", "rooms", ["extra_of_id", "number"], unique=True)
    make_presences(["room_id", "user_id", "place"], [sa.Column("place", sa.String(16), nullable=False)])
    make_hours_and_readings()
    make_order()


def downgrade() -> None:
    for table in ("reports", "sanctions", "readings", "opening_hours"):
        op.drop_table(table)
    make_presences(["room_id", "user_id"], [])
    op.drop_index("uq_rooms_table", "rooms")
    op.drop_index("uq_rooms_living_name", "rooms")
    op.execute("UPDATE rooms SET name = substr(name, 1, 50) || ' ' || number WHERE number > 1")
    for table, columns in COLUMNS.items():
        for name in reversed(columns):
            op.drop_column(table, name)
    living = sa.text(LIVING)
    op.create_index("uq_rooms_living_name", "rooms", ["name"], unique=True, sqlite_where=living, postgresql_where=living)


def fold_messages() -> None:
    messages = sa.table("messages", sa.column("id"), sa.column("body"), sa.column("folded"))
    connection = op.get_bind()
    for row in connection.execute(sa.select(messages.c.id, messages.c.body)).all():
        text = unicodedata.normalize("NFKC", row.body).casefold()
        connection.execute(messages.update().where(messages.c.id == row.id).values(folded=text))


def make_presences(unique: list[str], more: list[sa.Column]) -> None:
    """Who sits where this minute: nothing that has to survive."""
    op.drop_table("presences")
    op.create_table(
        "presences",
        whole("room_id"),
        whole("user_id"),
        *more,
        moment("seen_at"),
        *numbered("presences"),
        sa.UniqueConstraint(*unique, name=f"uq_presences_{'_'.join(unique)}"),
        *references("presences", room_id="rooms", user_id="users"),
    )
    op.create_index("ix_presences_user_id", "presences", ["user_id"])


def make_hours_and_readings() -> None:
    op.create_table(
        "opening_hours",
        whole("room_id"),
        whole("weekday"),
        sa.Column("opens_at", sa.Time(), nullable=False),
        sa.Column("closes_at", sa.Time(), nullable=False),
        *numbered("opening_hours"),
        sa.UniqueConstraint("room_id", "weekday", "opens_at", name="uq_opening_hours_room_id_weekday_opens_at"),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name="ck_opening_hours_weekday"),
        sa.CheckConstraint("opens_at < closes_at", name="ck_opening_hours_opens_before_it_closes"),
        *references("opening_hours", room_id="rooms"),
    )
    op.create_table(
        "readings",
        whole("room_id"),
        whole("user_id"),
        whole("last_seq"),
        moment("read_at"),
        sa.Column("announce", sa.String(10), nullable=True),
        sa.Column("sound", sa.Boolean(), nullable=True),
        *numbered("readings"),
        sa.UniqueConstraint("room_id", "user_id", name="uq_readings_room_id_user_id"),
        sa.CheckConstraint("last_seq >= 0", name="ck_readings_last_seq"),
        sa.CheckConstraint("announce IN ('all', 'number', 'quiet')", name="ck_readings_announce"),
        *references("readings", room_id="rooms", user_id="users"),
    )
    op.create_index("ix_readings_user_id", "readings", ["user_id"])


def make_order() -> None:
    op.create_table(
        "sanctions",
        whole("room_id"),
        whole("user_id"),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("reason", sa.String(20), nullable=False),
        moment("until", nullable=True),
        moment("created_at"),
        whole("created_by_id"),
        moment("lifted_at", nullable=True),
        sa.Column("lifted_by_id", sa.Integer(), nullable=True),
        *numbered("sanctions"),
        sa.CheckConstraint("kind IN ('pause', 'removal')", name="ck_sanctions_sanctionkind"),
        sa.CheckConstraint("(kind = 'pause') = (until IS NOT NULL)", name="ck_sanctions_a_pause_ends"),
        *references("sanctions", room_id="rooms", user_id="users", created_by_id="users", lifted_by_id="users"),
    )
    op.create_index("ix_sanctions_user_id", "sanctions", ["user_id"])
    op.create_index("ix_sanctions_room_id_user_id", "sanctions", ["room_id", "user_id"])
    op.create_table(
        "reports",
        whole("message_id"),
        whole("reporter_id"),
        moment("created_at"),
        moment("withdrawn_at", nullable=True),
        moment("handled_at", nullable=True),
        sa.Column("handled_by_id", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(20), nullable=True),
        *numbered("reports"),
        sa.UniqueConstraint("message_id", "reporter_id", name="uq_reports_message_id_reporter_id"),
        *references("reports", message_id="messages", reporter_id="users", handled_by_id="users"),
    )
    op.create_index("ix_reports_reporter_id", "reports", ["reporter_id"])


def moment(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def numbered(table: str) -> list:
    return [whole("id"), sa.PrimaryKeyConstraint("id", name=f"pk_{table}")]


def whole(name: str) -> sa.Column:
    return sa.Column(name, sa.Integer(), nullable=False)


def references(table: str, **targets: str) -> list:
    return [
        sa.ForeignKeyConstraint([column], [f"{target}.id"], name=f"fk_{table}_{column}")
        for column, target in targets.items()
    ]
