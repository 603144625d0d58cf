"""What a tablet must know to put Samvaro on its home screen."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from app.core.assets import STATIC, asset_url

ICONS = (
    ("icon-192.png", 192, "any"),
    ("icon-512.png", 512, "any"),
    ("icon-mask-192.png", 192, "maskable"),
    ("icon-mask-512.png", 512, "maskable"),
)


def manifest() -> dict[str, Any]:
    """In Swedish: browsers ask for it without saying who asks or in which language."""
    return {
        "id": "/",
        "name": "Samvaro",
        "short_name": "Samvaro",
        "description": "Prata, träffas och se vad som händer.",
        "lang": "sv",
        "dir": "ltr",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": _colour("paper"),
        "theme_color": _colour("paper"),
        "icons": [
            {"src": asset_url(name), "sizes": f"{side}x{side}", "type": "image/png", "purpose": purpose}
            for name, side, purpose in ICONS
        ],
    }


@cache
def _colour(token: str) -> str:
    found = re.search(rf"--{token}: (#[0-9a-f]{{6}});", (STATIC / "css" / "tokens.css").read_text("utf-8"))
    if found is None:
        raise KeyError(token)
    return found[1]
