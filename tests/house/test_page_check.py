"""The check that every fetched page goes through finds each kind of fault."""

from __future__ import annotations

import pytest

from tests.support.page import check_page

SOUND = """<!doctype html>
<html lang="sv" dir="ltr">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Hej Greta – Samvaro</title></head>
<body><a href="#main">Till innehållet</a>
<main id="main" tabindex="-1"><h1>Hej <span>Greta</span></h1><h2>I dag</h2>
<form method="post"><input type="hidden" name="csrf_token" value="abc">
<label for="name">Namn</label><input id="name" name="name">
<button><svg aria-hidden="true"></svg> Spara</button></form>
<ul><li><a href="/rum"><img src="/a.png" alt=""> Till rummen</a></li></ul>
<template><li><h3></h3><button></button></li></template></main></body></html>"""

FAULTS = {
    "unexpected-end-tag": ("<h2>I dag</h2>", "<h2>I dag</h2></b>"),
    "a list item outside a list": ("<ul>", "<div>"),
    "nested": ("Till rummen</a>", "Till rummen<button>x</button></a>"),
    "2 h1 elements": ("<h2>I dag</h2>", "<h1>I dag</h1>"),
    "the title is": ("Hej Greta –", "Hej –"),
    "jumps from level 1 to 3": ("<h2>I dag</h2>", "<h3>I dag</h3>"),
    "an empty heading": ("<h2>I dag</h2>", "<h2></h2>"),
    "the id 'main' is used 2 times": ("<ul>", '<ul id="main">'),
    "for points at 'other'": ('for="name"', 'for="other"'),
    "dir='rtl'": ('dir="ltr"', 'dir="rtl"'),
    "html has lang=None": ('lang="sv" ', ""),
    "hinder enlarging": ("initial-scale=1", "maximum-scale=1"),
    "no name: <input": ('<label for="name">Namn</label>', ""),
    "no name: <button": (" Spara", ""),
    "no name: <a": (" Till rummen", ""),
    "no name: <svg": (' aria-hidden="true"', ""),
    "a picture without alt": (' alt=""', ""),
    "inline script": ("</main>", "</main><script>1</script>"),
    "inline onclick": ("<button>", '<button onclick="x()">'),
    "inline style": ("<ul>", '<ul style="color: red">'),
    "a script in href": ('href="/rum"', 'href="javascript:x()"'),
    "0 main elements": ("main", "div"),
    "the first stop of the Tab key": ("<body>", '<body><a href="/">Hem</a>'),
    "opens a new window": ('<a href="/rum">', '<a href="/rum" target="_blank">'),
    "a target within a target": ("<ul>", '<ul tabindex="0">'),
    "changes the order": ('tabindex="-1"', 'tabindex="2"'),
    "posts without csrf_token": (' value="abc"', ""),
    "into the address": ('method="post"', 'method="get"'),
}


def test_a_sound_page_passes() -> None:
    assert check_page(SOUND).csrf_token == "abc"


@pytest.mark.parametrize("complaint", FAULTS)
def test_a_fault_is_found(complaint: str) -> None:
    before, after = FAULTS[complaint]
    assert before in SOUND
    with pytest.raises(AssertionError) as caught:
        check_page(SOUND.replace(before, after))
    assert complaint in str(caught.value)
