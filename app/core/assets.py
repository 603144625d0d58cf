"""Static files: joined where that spares requests, at addresses that change with their content.

Nothing is built beforehand (decision 4): sheets and scripts are joined when the first one asks, and kept.
"""

from __future__ import annotations

import hashlib
import re
from functools import cache
from pathlib import Path

from flask import Flask, Response, send_from_directory, url_for
from werkzeug.exceptions import NotFound

from app.core.access import public

YEAR = 365 * 24 * 3600
STATIC = Path(__file__).parent.parent / "static"
SHEET = re.compile(r"css/([a-z0-9-]+)\.css")
SCRIPT = re.compile(r"js/[a-z0-9-]+\.js")
# The sheet of a theme: the bundle, then what the theme changes, under the medium in which it holds.
THEMES = {
    "ljus": (),
    "mork": (("css/theme-dark.css", "screen"),),
    "kontrast": (("css/theme-contrast.css", "screen"),),
    "auto": (
        ("css/theme-dark.css", "screen and (prefers-color-scheme: dark)"),
        ("css/theme-contrast.css", "screen and (prefers-contrast: more)"),
    ),
}
IMPORT = re.compile(r'^import (?:\{[^}]*\} from )?"\./([a-z0-9-]+\.js)";\n', re.MULTILINE)
NAMED = re.compile(r'url\("\.\./\.\./([^"]+)"\)')
EXPORT = re.compile(r"^export (?=(?:async )?(?:function|const|class) )", re.MULTILINE)


def init_app(app: Flask) -> None:
    app.jinja_env.globals["asset_url"] = asset_url  # a global: macros are imported without context
    app.jinja_env.globals["theme_sheet"] = theme_sheet
    app.add_url_rule("/static/<digest>/<path:name>", "asset", public(_serve))


def asset_url(name: str) -> str:
    """Address that changes with the content, so that browsers may keep it for a year."""
    return url_for("asset", digest=asset_digest(name), name=name)


def theme_sheet(theme: str) -> str:
    """Address of the one sheet of a page in this theme."""
    return asset_url(f"css/samvaro-{theme}.css")


@cache
def named_in_sheet(address: str) -> frozenset[str]:
    """Addresses of the pictures and the font that a sheet names; none for what is no sheet."""
    name = address.split("/", 3)[-1]
    if not SHEET.fullmatch(name):
        return frozenset()
    return frozenset(f"/static/{found}" for found in NAMED.findall(_joined(name) or ""))


@cache
def known() -> frozenset[str]:
    """Every name that is served. Whatever else is asked for leaves no trace, in the caches neither."""
    files = {path.relative_to(STATIC).as_posix() for path in STATIC.rglob("*") if path.is_file()}
    return frozenset(files | {f"css/samvaro-{theme}.css" for theme in THEMES})


@cache
def asset_digest(name: str) -> str:
    joined = _joined(name)
    content = (STATIC / name).read_bytes() if joined is None else joined.encode()
    return hashlib.sha256(content).hexdigest()[:12]


def _serve(digest: str, name: str) -> Response:
    if name not in known():
        raise NotFound
    joined = _joined(name)
    if joined is None:
        response = send_from_directory(STATIC, name)
    else:
        response = Response(joined, mimetype="text/css" if name.endswith(".css") else "text/javascript")
    fresh = digest == asset_digest(name)
    response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable" if fresh else "no-cache"
    return response


@cache
def _joined(name: str) -> str | None:
    """What is served at `name` when it is put together here; None for a file that is served as it is."""
    if SCRIPT.fullmatch(name):
        return join_script(name.removeprefix("js/"))
    if sheet := SHEET.fullmatch(name):
        theme = sheet[1].removeprefix("samvaro-")
        return _theme(theme) if theme in THEMES and theme != sheet[1] else _sheet(name)
    return None


# ---- style sheets -------------------------------------------------------------------------------------------


def _theme(theme: str) -> str:
    names = (STATIC / "css" / "BUNDLE").read_text("utf-8").split()
    parts = [_sheet(f"css/{name}") for name in names]
    parts += [f"@media {medium} {{\n{_sheet(name)}\n}}" for name, medium in THEMES[theme]]
    return "\n".join(parts)


def _sheet(name: str) -> str:
    css = re.sub(r"/\*.*?\*/", "", (STATIC / name).read_text("utf-8"), flags=re.DOTALL)
    css = re.sub(
        r"url\([\"']?\.\./([^\"')]+)[\"']?\)", lambda m: f'url("../../{asset_digest(m[1])}/{m[1]}")', css
    )
    return re.sub(r"\s*\n\s*", "\n", css).strip()


# ---- scripts ------------------------------------------------------------------------------------------------


def join_script(name: str) -> str:
    """A module with those that it imports before it, as one file.

    The modules share one scope then: two of them may not use the same name at the top, which a test looks after.
    """
    return "".join(_module(part) for part in modules_of(name))


def modules_of(name: str) -> list[str]:
    """File names, each after those that it needs."""
    order: list[str] = []

    def visit(module: str) -> None:
        for needed in IMPORT.findall((STATIC / "js" / module).read_text("utf-8")):
            visit(needed)
        if module not in order:
            order.append(module)

    visit(name)
    return order


def _module(name: str) -> str:
    text = (STATIC / "js" / name).read_text("utf-8")
    return EXPORT.sub("", IMPORT.sub("", text))
