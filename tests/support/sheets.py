"""What is read from a printed sheet: its words, letters, tags, and the code as a camera sees it."""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader

A4 = (595.28, 841.89)


def read(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf))


def pages(pdf: bytes) -> list[str]:
    """The words of each page on one line, broken words whole again."""
    texts = [page.extract_text().replace("\u200b", "") for page in read(pdf).pages]
    return [" ".join(text.replace("\xa0", " ").split()) for text in texts]


def words(pdf: bytes) -> str:
    return " ".join(pages(pdf))


def letter_sizes(pdf: bytes) -> dict[float, str]:
    """How large letters are, in points, each with the first words set so."""
    found: dict[float, str] = {}

    def visit(text: str, cm: list[float], tm: list[float], _font: Any, size: float) -> None:
        if text.strip():
            found.setdefault(round(size * abs(tm[3]) * abs(cm[3]), 2), text.strip())

    for page in read(pdf).pages:
        page.extract_text(visitor_text=visit)
    return found


def check_sheet(pdf: bytes, *, lang: str = "sv", title: str | None = None) -> None:
    """A4, tagged for screen readers, in this language, and nothing in it is small."""
    reader = read(pdf)
    for page in reader.pages:
        assert float(page.mediabox.width) == pytest.approx(A4[0], abs=0.5)
        assert float(page.mediabox.height) == pytest.approx(A4[1], abs=0.5)
    catalog = reader.root_object
    assert catalog["/MarkInfo"]["/Marked"]
    assert catalog["/StructTreeRoot"]
    assert catalog["/Lang"] == lang
    assert catalog["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"<pdfuaid:part>1</pdfuaid:part>" in catalog["/Metadata"].get_data()
    if title:
        assert reader.metadata is not None
        assert reader.metadata.title == title
    sizes = letter_sizes(pdf)
    assert sizes
    assert min(sizes) >= 16, f"too small: {sizes}"


def tags(pdf: bytes) -> list[str]:
    """The kinds of all tags, in reading order."""
    found: list[str] = []

    def walk(node: Any) -> None:
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            for one in node:
                walk(one)
        elif isinstance(node, dict):
            if "/S" in node:
                found.append(str(node["/S"]).removeprefix("/"))
            walk(node.get("/K", []))

    walk(read(pdf).root_object["/StructTreeRoot"])
    return found


def pictures(pdf: bytes, folder: Path, resolution: int = 110) -> list[Image.Image]:
    program = shutil.which("pdftoppm") or pytest.skip("there is no pdftoppm here: install poppler-utils")
    for old in folder.glob("sheet-*.png"):
        old.unlink()
    (folder / "sheet.pdf").write_bytes(pdf)
    command = [program, "-r", str(resolution), "-png", folder / "sheet.pdf", folder / "sheet"]
    subprocess.run(command, check=True)
    return [Image.open(path) for path in sorted(folder.glob("sheet-*.png"))]


def codes(pdf: bytes, folder: Path) -> list[str]:
    """What a camera reads on the sheet, page by page."""
    return [code.text for page in pictures(pdf, folder) for code in zxingcpp.read_barcodes(page)]


def check_margins(pdf: bytes, folder: Path) -> None:
    """Nothing stands at the edges, where it would be cut or printers do not reach."""
    for page in pictures(pdf, folder):
        grey = page.convert("L")
        edge = round(grey.width * 12 / 210)
        for box in ((0, 0, edge, grey.height), (grey.width - edge, 0, grey.width, grey.height)):
            assert grey.crop(box).getextrema()[0] > 200, "something stands in the margin"
