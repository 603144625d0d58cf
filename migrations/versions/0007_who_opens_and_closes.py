"""Who closed a room, whether a host is there, and when it closes by itself

Revision ID: 0007
Revises: 0006
"""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

MOMENT = {"postgresql": "TIMESTAMP WITH TIME ZONE", "sqlite": "DATETIME"}
CLOSES = "CONSTRAINT ck_rooms_only_an_open_one_closes CHECK (closes_at IS NULL OR opened_at IS NOT NULL)"
COLUMNS = {
    "closed_by_id": "INTEGER",
    "hosted": "BOOLEAN DEFAULT FALSE NOT NULL",
    "host_left_at": "{moment}",
    "talking_on": "BOOLEAN DEFAULT FALSE NOT NULL",
    "closes_at": f"{{moment}} {CLOSES}",
}


def upgrade() -> None:
    moment = MOMENT[op.get_bind().dialect.name]
    for name, kind in COLUMNS.items():
        op.execute(f"ALTER TABLE rooms ADD COLUMN {name} {kind.format(moment=moment)}")


def downgrade() -> None:
    for name in reversed(COLUMNS):
        op.drop_column("rooms", name)
