"""Draws the icons of the installed app from app/static/icon.svg. Run it when the drawing has changed, and commit the result."""

from __future__ import annotations

import re
from pathlib import Path

import typst

STATIC = Path(__file__).resolve().parent.parent / "app" / "static"
CORNERS = re.compile(r'<rect width="48" height="48" rx="9" fill="(#[0-9a-f]{6})"/>')
# name → (pixels, how much of the square the drawing takes, round corners)
# A mask may leave no more than the inner four fifths of the square; iOS rounds the corners itself.
ICONS = {
    "icon-192.png": (192, 1.0, True),
    "icon-512.png": (512, 1.0, True),
    "icon-mask-192.png": (192, 0.84, False),
    "icon-mask-512.png": (512, 0.84, False),
    "icon-touch-180.png": (180, 0.94, False),
}


def draw(pixels: int, share: float, round_corners: bool) -> bytes:
    """One point of the page is one pixel."""
    drawing = (STATIC / "icon.svg").read_text("utf-8")
    found = CORNERS.search(drawing)
    if found is None:
        raise SystemExit("icon.svg begins with its paper: a square with round corners")
    paper = "none" if round_corners else f'rgb("{found[1]}")'
    picture = drawing if round_corners else CORNERS.sub("", drawing)
    page = (
        f"#set page(width: {pixels}pt, height: {pixels}pt, margin: 0pt, fill: {paper})\n"
        f'#place(center + horizon, image(bytes(sys.inputs.picture), format: "svg", width: {pixels * share}pt))'
    )
    return bytes(typst.compile(page.encode(), format="png", ppi=72, sys_inputs={"picture": picture}))


if __name__ == "__main__":
    for name, (pixels, share, round_corners) in ICONS.items():
        (STATIC / name).write_bytes(draw(pixels, share, round_corners))
        print(name, (STATIC / name).stat().st_size, "bytes")
