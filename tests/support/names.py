"""The name that a screen reader would say for an element: a small part of the accessible name computation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

FIELDS = ("select", "textarea", "meter", "progress")
NAMED = ("button", "summary", "iframe", "fieldset", "dialog")
NAMED_ROLES = (
    "button",
    "link",
    "img",
    "dialog",
    "alertdialog",
    "region",
    "log",
    "checkbox",
    "radio",
    "switch",
)


def needs_name(node: Any) -> bool:
    if node.name == "input":
        return node.attrs.get("type") != "hidden"
    if node.name == "svg":
        return node.attrs.get("aria-hidden") != "true"
    if node.name == "a":
        return "href" in node.attrs
    return node.name in FIELDS or node.name in NAMED or node.attrs.get("role") in NAMED_ROLES


def accessible_name(node: Any, by_id: Mapping[str, Any]) -> str:
    attributes = node.attrs
    if labelled := attributes.get("aria-labelledby"):
        return " ".join(text(by_id[name]) for name in labelled.split() if name in by_id).strip()
    if label := (attributes.get("aria-label") or "").strip():
        return label
    return _own_name(node) or (attributes.get("title") or "").strip()


def _own_name(node: Any) -> str:
    if node.name == "input" and node.attrs.get("type") in ("submit", "button", "reset"):
        return (node.attrs.get("value") or "").strip()
    if node.name == "input" or node.name in FIELDS:
        return _label(node)
    child = {"fieldset": "legend", "svg": "title"}.get(node.name)
    if child:
        found = node.query(child)
        return text(found[0]) if found else ""
    return "" if node.name in ("dialog", "iframe") else text(node)


def _label(field: Any) -> str:
    own_id, around, labels = field.attrs.get("id"), field.parent, []
    while around is not None:
        labels += [around] if around.name == "label" else []
        if around.parent is None and own_id:
            labels += [label for label in around.query("label") if label.attrs.get("for") == own_id]
        around = around.parent
    return " ".join(text(label) for label in labels).strip()


def text(node: Any) -> str:
    """The words inside, without what is hidden from a screen reader; a picture counts with its alt."""
    return " ".join(_words(node).split())


def _words(node: Any) -> str:
    if node.name == "#text":
        return node.data or ""
    attributes = node.attrs or {}
    if attributes.get("aria-hidden") == "true" or node.name in ("script", "style"):
        return ""
    if node.name == "img":
        return f" {attributes.get('alt') or ''} "
    if label := attributes.get("aria-label"):
        return f" {label} "
    return "".join(_words(child) for child in node.children or ())
