"""What a tablet keeps of Samvaro for when the line is down: three pages that are nobody's, and the files they need."""

from __future__ import annotations

import hashlib
import json
import re
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass

from app.core import assets

ADDRESS = re.compile(r'"(/static/[^"#]+)[^"]*"')
ONLY_FOR_THE_HOME_SCREEN = ".png"


@dataclass(frozen=True)
class KeptPage:
    path: str
    content: bytes

    @property
    def integrity(self) -> str:
        """The browser refuses whatever else may come from that address."""
        return f"sha256-{b64encode(hashlib.sha256(self.content).digest()).decode()}"


@dataclass(frozen=True)
class Kept:
    pages: dict[str, str]  # path → integrity
    files: list[str]

    @property
    def version(self) -> str:
        """Follows what is kept, and nothing else."""
        return hashlib.sha256(json.dumps([self.pages, self.files]).encode()).hexdigest()[:12]


def keep(pages: Iterable[KeptPage]) -> Kept:
    """These pages with every file that they name, and those that their sheets name."""
    pages = list(pages)
    named = {address for page in pages for address in ADDRESS.findall(page.content.decode())}
    files = {address for address in named if not address.endswith(ONLY_FOR_THE_HOME_SCREEN)}
    files |= {address for sheet in files for address in assets.named_in_sheet(sheet)}
    return Kept({page.path: page.integrity for page in pages}, sorted(files))
