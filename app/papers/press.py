"""The press: one sheet at a time, and one that was just printed is not printed anew.

What everybody may ask for is kept by what stands on it. Nobody can make the server compile by asking again and again:
twenty who ask at once get one sheet, and there are only as many sheets as weeks and languages on offer.
"""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from collections.abc import Mapping
from functools import cache
from threading import Lock  # gevent's own, where there is a loop
from typing import Any

from flask import Flask, current_app

from app.core import printing

KEEPS = 64  # sheets of a tenth of a megabyte
KEY = "samvaro-press"


def init_app(app: Flask) -> None:
    app.extensions[KEY] = Press()


class Press:
    def __init__(self) -> None:
        self._turn, self._private_turn = Lock(), Lock()
        self._kept: OrderedDict[str, bytes] = OrderedDict()

    def print_once(self, name: str, template: str, data: Mapping[str, Any]) -> bytes:
        """The sheet that is kept under this name, or a new one. Who waits for it asks for no other."""
        if name in self._kept:
            return self._kept[name]
        with self._turn:
            if name not in self._kept:
                self._kept[name] = printing.make_pdf(template, data)
            made = self._kept[name]
            while len(self._kept) > KEEPS:
                self._kept.popitem(last=False)
            return made

    def print_private(self, template: str, data: Mapping[str, Any]) -> bytes:
        """A sheet for some only, of which nothing is kept. It holds up nobody who wants the programme."""
        with self._private_turn:
            return printing.make_pdf(template, data)


def press() -> Press:
    found: Press = current_app.extensions[KEY]
    return found


def name_of(template: str, data: Mapping[str, Any]) -> str:
    """Tells two sheets apart: by what stands on them and how they are set."""
    text = json.dumps([data, _setting(template)], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


@cache
def _setting(template: str) -> str:
    return "".join((printing.TEMPLATES / one).read_text("utf-8") for one in (template, "sheet.typ"))
