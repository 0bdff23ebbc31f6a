"""Markup is a type, not a kind of text: whatever is not `Html` is escaped on its way into a page."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

Attribute = str | int | bool | None

VOID = frozenset({"br", "hr", "img", "input", "link", "meta"})
"""Elements without an end tag, of those in use here."""


class Html(str):
    """Markup, made by the functions of this module and by nobody else."""

    __slots__ = ()


def element(name: str, attributes: Mapping[str, Attribute], *children: str) -> Html:
    """An element. Children that are no `Html` are text; an attribute that is True stands alone, False and None leave one out."""
    start = "".join(_attribute(key, value) for key, value in attributes.items())
    if name in VOID:
        return Html(f"<{name}{start}>")
    return Html(f"<{name}{start}>{join(*children)}</{name}>")


def join(*children: str) -> Html:
    """One after the other."""
    return Html("".join(child if isinstance(child, Html) else escape(child) for child in children))


def document(language: str, head: Html, body: Html) -> bytes:
    """A whole page."""
    return f'<!doctype html>\n<html lang="{escape(language)}">\n{head}\n{body}\n</html>\n'.encode("utf-8", "replace")


def _attribute(key: str, value: Attribute) -> str:
    if value is None or value is False:
        return ""
    return f" {key}" if value is True else f' {key}="{escape(str(value))}"'
