"""Alembic's entry: runs on the application's own engine, so that SQLite keeps its writers' queue."""

from alembic import context

from app.core.db import UTCDateTime

config = context.config


def render_item(kind, item, _autogen_context):
    """Write our column type into migrations as the plain type it is in the database."""
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def run() -> None:
    with config.attributes["engine"].connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=config.attributes["metadata"],
            render_item=render_item,
            render_as_batch=True,
            compare_type=True,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
