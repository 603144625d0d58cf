"""The source files as the house tests read them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
OURS = ("app", "tests", "scripts", "migrations", "docs", "bench", ".ci")
TEXT = {
    ".py",
    ".js",
    ".css",
    ".html",
    ".md",
    ".toml",
    ".txt",
    ".in",
    ".svg",
    ".json",
    ".po",
    ".mako",
    ".typ",
    ".ini",
}


def files(*suffixes: str) -> Iterator[Path]:
    """Every file of ours with one of these endings (default: every text file)."""
    wanted = set(suffixes) or TEXT
    tops = [path for path in ROOT.iterdir() if path.is_file()]
    inner = [path for top in OURS for path in (ROOT / top).rglob("*") if path.is_file()]
    for path in sorted(tops + inner):
        if "__pycache__" not in path.parts and (
            path.suffix in wanted or (not suffixes and path.suffix == "")
        ):
            yield path


def modules(package: str) -> Iterator[tuple[str, ast.Module]]:
    """(dotted name, syntax tree) of every module of a package."""
    for path in sorted((ROOT / package).rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        yield ".".join(parts).removesuffix(".__init__"), ast.parse(path.read_text("utf-8"))


def imports(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """(module, name) of everything a module imports while running; "" as the name for a plain import."""
    skipped = {id(node) for block in ast.walk(tree) if _is_type_checking(block) for node in ast.walk(block)}
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.module or "", alias.name) for alias in node.names)


def _is_type_checking(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
