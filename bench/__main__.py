"""`make bench`: rooms, then the calendar's pages; `ONLY=calendar` or `ONLY=rooms` measures one of them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

PARTS = {"rooms": "rooms.py", "calendar": "calendar_pages.py"}


def main() -> None:
    only = os.environ.get("ONLY", "")
    if only and only not in PARTS:
        sys.exit(f"ONLY is one of: {', '.join(PARTS)}")
    for name, script in PARTS.items():
        if only in ("", name):
            subprocess.run([sys.executable, Path(__file__).with_name(script)], check=True)


if __name__ == "__main__":
    main()
