"""The Swedish sentences are the keys: every other language has each of them, with the same placeholders."""

from __future__ import annotations

import ast
import re
import shutil

import pytest
from babel.messages.catalog import Catalog, Message

from scripts import messages
from tests.house.source import modules

PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%[^\s\w(]")
LANGUAGES = {"en"}
GETTEXT = {"_", "_l", "gettext", "ngettext", "lazy_gettext", "lazy_ngettext"}


@pytest.fixture(scope="module")
def source() -> Catalog:
    return messages.template()


def strings(value: str | tuple[str, ...] | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def translated() -> dict[str, Catalog]:
    found = {path.parent.parent.name: messages.read(path) for path in messages.files()}
    assert set(found) >= LANGUAGES
    return found


def test_the_extraction_finds_code_and_templates(source: Catalog) -> None:
    places = {location[0] for message in source for location in message.locations}
    assert len(list(source)) > 50
    assert {place.rpartition(".")[2] for place in places} == {"py", "html"}


def test_no_sentence_hides_in_an_f_string() -> None:
    """The extraction does not look into them: such a sentence would be Swedish to every reader."""
    hidden = [
        f"{name}:{call.lineno}"
        for name, tree in modules("app")
        for joined in ast.walk(tree)
        if isinstance(joined, ast.JoinedStr)
        for call in ast.walk(joined)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in GETTEXT
    ]
    assert not hidden


def test_every_sentence_is_translated_and_none_is_left_over(source: Catalog) -> None:
    wanted = {message.id for message in source if message.id}
    for language, catalog in translated().items():
        has = {message.id: message for message in catalog if message.id}
        assert not wanted - has.keys(), (
            f"{language} lacks (run `make messages`): {sorted(map(str, wanted - has.keys()))}"
        )
        assert not has.keys() - wanted, (
            f"{language} has sentences that are gone: {sorted(map(str, has.keys() - wanted))}"
        )
        assert not catalog.obsolete
        empty = [message.id for message in has.values() if not all(strings(message.string)) or message.fuzzy]
        assert not empty, f"{language} has empty or fuzzy translations: {empty}"


def test_placeholders_are_the_same(source: Catalog) -> None:
    for language, catalog in translated().items():
        for message in filter(lambda each: each.id, catalog):
            check_placeholders(language, message)


def check_placeholders(language: str, message: Message) -> None:
    wanted = {hit[0] for text in strings(message.id) for hit in PLACEHOLDER.finditer(text)}
    for text in filter(None, strings(message.string)):
        found = {hit[0] for hit in PLACEHOLDER.finditer(text)}
        fewer_is_fine = isinstance(message.id, tuple)  # "one message" needs no %(num)d
        same = found <= wanted if fewer_is_fine else found == wanted
        assert same, f"{language}: {message.id!r} has {sorted(wanted)}, its translation {sorted(found)}"


def test_no_sentence_is_empty_or_padded(source: Catalog) -> None:
    for message in source:
        for text in strings(message.id) if message.id else []:
            assert text == text.strip(), f"{text!r} begins or ends with a space"


def test_compiling_writes_only_what_changed(tmp_path, monkeypatch) -> None:
    folder = tmp_path / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    shutil.copy(messages.TRANSLATIONS / "en" / "LC_MESSAGES" / "messages.po", folder)
    monkeypatch.setattr(messages, "TRANSLATIONS", tmp_path)
    messages.compile_all()
    first = (folder / "messages.mo").stat().st_mtime_ns
    messages.compile_all()
    assert (folder / "messages.mo").stat().st_mtime_ns == first
