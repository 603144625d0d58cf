"""Paper: a Typst template and its data become a tagged PDF (PDF/UA-1) in the fonts that are shipped.

The data travels as JSON through `sys.inputs` and is never spliced into markup, so no name can become a command.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst

from app.core.loop import off_the_loop

TEMPLATES = Path(__file__).parent.parent / "templates" / "print"
FONTS = TEMPLATES / "fonts"
STATIC = Path(__file__).parent.parent / "static"


class CannotPrint(Exception):
    """The document cannot be set, for example because no shipped font has one of its letters."""


def make_pdf(template: str, data: Mapping[str, Any]) -> bytes:
    """Compile `templates/print/<template>` with `data`; under gevent in a thread, so that nobody else waits."""
    return off_the_loop(_compile, template, json.dumps(data))


def _compile(template: str, data: str) -> bytes:
    try:
        document = typst.compile(
            TEMPLATES / template,
            root=TEMPLATES,
            font_paths=[FONTS],
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs={"data": data},
            pdf_standards=["ua-1"],
        )
    except typst.TypstError as error:
        raise CannotPrint(error.message) from None  # its trace would carry the data into the log
    return bytes(document)


@lru_cache
def drawing(name: str) -> str:
    """A whole SVG of the static files, as text."""
    return (STATIC / name).read_text("utf-8")


@lru_cache
def symbol(sheet: str, name: str) -> str:
    """One `<symbol>` of an SVG sheet of ours as a picture of its own."""
    found = re.search(
        rf'<symbol id="{re.escape(name)}" viewBox="([-\d ]+)">(.*?)</symbol>', drawing(sheet), re.DOTALL
    )
    if found is None:
        raise KeyError(name)
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{found[1]}">{found[2]}</svg>'
