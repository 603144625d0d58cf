"""How a date is held: at its place, or in a room on an icy day

Columns are added by plain SQL that both databases read alike: rebuilding a table on SQLite would lose its checks.

Revision ID: 0014
Revises: 0013
"""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

COLUMNS = {
    "form": (
        "VARCHAR(20) DEFAULT 'at_place' NOT NULL CONSTRAINT ck_occurrences_dateform CHECK (form IN ('at_place', 'online'))"
    ),
    "changed_form_at": "TIMESTAMP WITH TIME ZONE",
    "form_reason": "VARCHAR(300)",
    "room_id": "INTEGER CONSTRAINT fk_occurrences_room_id REFERENCES rooms (id)",
}
INDICES = {
    "ix_occurrences_form": ("occurrences", ["form", "ends_at"]),
    "ix_occurrences_moved_from": ("occurrences", ["moved_from"]),
}


def upgrade() -> None:
    for name, kind in COLUMNS.items():
        if op.get_bind().dialect.name == "sqlite":
            kind = kind.replace("TIMESTAMP WITH TIME ZONE", "DATETIME")
        op.execute(f"ALTER TABLE occurrences ADD COLUMN {name} {kind}")
    for name, (table, columns) in INDICES.items():
        op.create_index(name, table, columns)


def downgrade() -> None:
    for name, (table, _columns) in INDICES.items():
        op.drop_index(name, table)
    for name in reversed(COLUMNS):
        op.drop_column("occurrences", name)
