"""The catalogues: `update` takes new sentences from the code (`update fi` begins Finnish), `compile` makes them usable.

The Swedish sentences are the keys; every folder in app/translations holds another language.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "app"
TRANSLATIONS = SOURCE / "translations"
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2"), ("templates/**.txt", "jinja2")]
KEYWORDS = {**DEFAULT_KEYWORDS, "lazy_gettext": None, "lazy_ngettext": (1, 2), "_l": None}
WIDTH = 110
IDLE_HEADERS = re.compile(
    rb'^"(?:Project|Report|POT|PO-Rev|Last-T|Language-T|Generated)[^\n]*\n', re.MULTILINE
)


def template() -> Catalog:
    """Every sentence that the code and the templates hold, in file order without line numbers."""
    catalog = Catalog(project="Samvaro", charset="utf-8")
    found = extract_from_dir(
        SOURCE,
        method_map=METHODS,
        options_map={"templates/**": {"silent": "false", "trimmed": "true"}},
        keywords=KEYWORDS,
        comment_tags=("Translators:",),
        strip_comment_tags=True,
    )
    for name, _line, message, comments, context in sorted(found, key=lambda hit: (hit[0], hit[1])):
        catalog.add(message, locations=[(f"app/{name}", 0)], auto_comments=comments, context=context)
    return catalog


def files() -> list[Path]:
    return sorted(TRANSLATIONS.glob("*/LC_MESSAGES/messages.po"))


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name)


def update(*new_languages: str) -> None:
    """Add what is new and drop what is gone; a changed sentence is a new one and waits for its translation."""
    source = template()
    for language in new_languages:
        path = TRANSLATIONS / language / "LC_MESSAGES" / "messages.po"
        path.parent.mkdir(parents=True, exist_ok=True)
        write(path, Catalog(locale=language, project="Samvaro", charset="utf-8", fuzzy=False))
    for path in files():
        catalog = read(path)
        catalog.update(source, no_fuzzy_matching=True)
        write(path, catalog)
        for message in untranslated(catalog):
            print(f"{path.relative_to(ROOT)}: {message!r} has no translation yet")


def write(path: Path, catalog: Catalog) -> None:
    """Without the header lines that change by themselves or say nothing."""
    catalog.header_comment = f"# {catalog.locale_identifier}: the Swedish sentences are the keys."
    text = io.BytesIO()
    write_po(text, catalog, width=WIDTH, ignore_obsolete=True, sort_by_file=True, include_lineno=False)
    path.write_bytes(IDLE_HEADERS.sub(b"", text.getvalue()))


def untranslated(catalog: Catalog) -> Iterator[str]:
    for message in catalog:
        strings = message.string if isinstance(message.string, tuple | list) else [message.string]
        if message.id and not all(strings):
            yield message.id if isinstance(message.id, str) else message.id[0]


def compile_all() -> None:
    """Write the .mo file beside each catalogue that is newer than it."""
    for path in files():
        target = path.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= path.stat().st_mtime:
            continue
        partial = target.with_suffix(".mo-part")
        with partial.open("wb") as file:
            write_mo(file, read(path))
        partial.replace(target)


if __name__ == "__main__":
    if sys.argv[1:] == ["compile"]:
        compile_all()
    else:
        update(*sys.argv[2:])
        compile_all()
