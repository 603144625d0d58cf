"""What every page must be, whichever test fetched it. `check_page(html)` raises with all faults at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from justhtml import JustHTML

from tests.support import names

SUFFIX = " – Samvaro"
LANGUAGES = {"sv": "ltr", "en": "ltr", "fi": "ltr", "ar": "rtl"}
CONTROLS = ("button", "input", "select", "textarea", "summary")
PRESSABLE = {"a", "button", "summary", "label"}
NEVER_INSIDE: dict[str, set[str]] = {
    "a": PRESSABLE - {"label"},
    "button": PRESSABLE,
    "input": PRESSABLE - {"label"},
    "label": PRESSABLE,
    "form": {"form"},
    "li": set(),
}
INERT_SCRIPTS = ("application/json", "application/ld+json")
Fault = Iterator[str]


class Page:
    """A parsed page. What stands inside <template> counts as part of it."""

    def __init__(self, html: str) -> None:
        self.document = JustHTML(
            html, collect_errors=True, sanitize=False, scripting_enabled=False, track_node_locations=True
        )
        self.elements = [node for node in self.document.query("*") if hasattr(node, "attrs")]
        self.by_id = {node.attrs["id"]: node for node in self.elements if node.attrs.get("id")}

    def find(self, selector: str) -> list[Any]:
        return list(self.document.query(selector))

    def named(self, *wanted: str) -> list[Any]:
        """As find() for plain names, without its cost: every page of the suite comes through here."""
        return [node for node in self.elements if node.name in wanted]

    @property
    def title(self) -> str:
        return names.text(self.find("head title")[0]) if self.find("head title") else ""

    @property
    def csrf_token(self) -> str | None:
        fields = [node for node in self.named("input") if node.attrs.get("name") == "csrf_token"]
        return fields[0].attrs.get("value") if fields else None


def check_page(html: str) -> Page:
    page = Page(html)
    faults = [fault for rule in RULES for fault in rule(page)]
    assert not faults, "the page has faults:\n  " + "\n  ".join(faults) + f"\n(title: {page.title!r})"
    return page


def where(node: Any) -> str:
    shown = " ".join(f'{key}="{value}"' for key, value in list(node.attrs.items())[:4])
    return f"<{node.name} {shown}> in line {node.origin_line}"


def in_template(node: Any) -> bool:
    """Scripts fill a template's copies with words; until then they may be empty."""
    while node.parent is not None and node.name != "template":
        node = node.parent
    return bool(node.name == "template")


def ancestors(node: Any) -> Iterator[str]:
    while (node := node.parent) is not None:
        yield node.name


def valid_html(page: Page) -> Fault:
    yield from (f"HTML: {error.code} in line {error.line}" for error in page.document.errors)
    for node in page.named(*NEVER_INSIDE):
        if around := NEVER_INSIDE[node.name].intersection(ancestors(node)):
            yield f"HTML: nested in {around}: {where(node)}"
        if node.name == "li" and node.parent.name not in ("ul", "ol", "menu", "#document-fragment"):
            yield f"HTML: a list item outside a list: {where(node)}"


def one_heading_that_names_the_page(page: Page) -> Fault:
    headings = page.named("h1")
    if len(headings) != 1:
        yield f"there are {len(headings)} h1 elements, not one"
        return
    heading = names.text(headings[0])
    if not heading or page.title != heading + SUFFIX:
        yield f"the title is {page.title!r} and the heading {heading!r}; the title must be the heading{SUFFIX!r}"


def headings_in_order(page: Page) -> Fault:
    before = 0
    for node in page.named("h1", "h2", "h3", "h4", "h5", "h6"):
        level = int(node.name[1])
        if level > before + 1:
            yield f"a heading jumps from level {before} to {level}: {where(node)}"
        if not names.text(node) and not in_template(node):
            yield f"an empty heading: {where(node)}"
        before = level


def unique_ids_that_exist(page: Page) -> Fault:
    counted = Counter(node.attrs["id"] for node in page.elements if "id" in node.attrs)
    yield from (
        f"the id {name!r} is used {count} times" for name, count in counted.items() if count > 1 or not name
    )
    for node in page.elements:
        for attribute in (
            "for",
            "aria-labelledby",
            "aria-describedby",
            "aria-controls",
            "aria-errormessage",
            "list",
        ):
            for name in (node.attrs.get(attribute) or "").split():
                if name not in page.by_id:
                    yield f"{attribute} points at {name!r}, which does not exist: {where(node)}"


def language_and_direction(page: Page) -> Fault:
    root = page.named("html")[0].attrs
    if root.get("dir") is None or LANGUAGES.get(root.get("lang")) != root.get("dir"):
        yield f"html has lang={root.get('lang')!r} dir={root.get('dir')!r}"
    viewport = [
        node.attrs.get("content") or "" for node in page.named("meta") if node.attrs.get("name") == "viewport"
    ]
    if len(viewport) != 1 or "width=device-width" not in viewport[0]:
        yield "there must be one viewport of the device's width"
    if any(word in "".join(viewport) for word in ("user-scalable", "maximum-scale")):
        yield "the viewport must not hinder enlarging"


def everything_has_a_name(page: Page) -> Fault:
    for node in page.elements:
        if node.attrs.get("aria-hidden") == "true" and is_tab_stop(node):
            if node.attrs.get("tabindex") != "-1":
                yield f"hidden from speech, but a stop of the Tab key: {where(node)}"
            continue
        if not in_template(node) and names.needs_name(node) and not names.accessible_name(node, page.by_id):
            yield f"no name: {where(node)}"
        if node.name == "img" and "alt" not in node.attrs:
            yield f"a picture without alt: {where(node)}"


def nothing_inline(page: Page) -> Fault:
    for node in page.elements:
        if node.name == "style":
            yield f"inline style: {where(node)}"
        if node.name == "script" and "src" not in node.attrs and node.attrs.get("type") not in INERT_SCRIPTS:
            yield f"inline script: {where(node)}"
        for name, value in node.attrs.items():
            if name == "style" or name.startswith("on"):
                yield f"inline {name}: {where(node)}"
            if name in ("href", "action", "formaction", "src") and (value or "").strip().lower().startswith(
                "javascript:"
            ):
                yield f"a script in {name}: {where(node)}"


def is_tab_stop(node: Any) -> bool:
    if node.name == "a":
        return "href" in node.attrs
    return node.attrs.get("tabindex") == "0" or (node.name in CONTROLS and node.attrs.get("type") != "hidden")


def no_target_within_a_target(page: Page) -> Fault:
    for around in page.elements:
        if around.attrs.get("tabindex") == "0":
            inside = (node for node in around.query("a, button, input, select, textarea, summary"))
            yield from (f"a target within a target: {where(node)}" for node in inside if is_tab_stop(node))


def skip_link_and_main(page: Page) -> Fault:
    mains = page.named("main")
    if len(mains) != 1:
        yield f"there are {len(mains)} main elements, not one"
    first = next((node for node in page.elements if is_tab_stop(node)), None)
    target = first.attrs.get("href") if first else None
    if not mains or target != "#" + (mains[0].attrs.get("id") or "?"):
        yield f"the first stop of the Tab key must be a link to main, not {target!r}"


def forms_and_links(page: Page) -> Fault:
    for node in page.elements:
        if node.attrs.get("target") == "_blank":
            yield f"opens a new window: {where(node)}"
        if (node.attrs.get("tabindex") or "0").strip() not in ("0", "-1"):
            yield f"a tabindex that changes the order: {where(node)}"
    for form in page.named("form"):
        posts = (form.attrs.get("method") or "get").lower() == "post"
        tokens = [field for field in form.query("input") if field.attrs.get("name") == "csrf_token"]
        if posts and not (len(tokens) == 1 and tokens[0].attrs.get("value")):
            yield f"a form that posts without csrf_token: {where(form)}"
        if not posts and tokens:
            yield f"a form that puts its csrf_token into the address: {where(form)}"


RULES: tuple[Callable[[Page], Fault], ...] = (
    valid_html,
    one_heading_that_names_the_page,
    headings_in_order,
    unique_ids_that_exist,
    language_and_direction,
    everything_has_a_name,
    nothing_inline,
    no_target_within_a_target,
    skip_link_and_main,
    forms_and_links,
)
