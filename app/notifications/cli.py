"""flask notifications …"""

from __future__ import annotations

from flask.cli import AppGroup

from app.core.commands import as_json, tell
from app.notifications import vapid as vapid_keys

group = AppGroup("notifications", help="What people are told.")


@group.command("vapid")
@as_json
def vapid(in_json: bool) -> None:
    """Print a new private key for web push, to be kept as SAMVARO_VAPID_KEY."""
    key = vapid_keys.new_key()
    tell(in_json, {"key": key}, key)
