"""Elements that have a way of their own with a listener: links, pictures, formulas, rules, cells, raised signs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from talecast.model import SkipKind
from talecast.read.markup.formulas import name_of_formula
from talecast.read.markup.images import is_initial
from talecast.read.markup.items import label_of_item
from talecast.read.markup.kinds import TOKENS
from talecast.read.markup.lines import BREAK
from talecast.read.markup.notes import address_of_picture, is_back, is_plain_mark, text_of
from talecast.read.markup.tables import Table, cell_of, is_data
from talecast.read.piece import fold, has_letters
from talecast.read.xml import attribute, name_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from talecast.read.markup.flow import Flow
    from talecast.read.markup.where import Where
    from talecast.read.xml import Element

_RAISED_AFTER = ".,;:!?…”’\"'»)]—–"
"""A number raised behind one of these is the mark of a note, and no power."""
_NOWHERE = ("mailto", "javascript", "tel", "data")
"""Schemes of links that do not lead into a book."""


def begin(flow: Flow, element: Element, where: Where, *, is_raised: bool) -> None:
    """Do what the element asks for beside its being a block or not."""
    way = _WAYS.get(where.name)
    if way is not None:
        way(flow, element, where)
    elif "img" in where.own_roles:
        _begin_drawing(flow, element, where)
    elif "separator" in where.own_roles:
        _rule(flow, element, where)
    elif where.name in TOKENS:
        flow.say(where, " ")
    elif where.name == "sup" or is_raised:
        _begin_raised(flow, element, where)


def end_drawing(flow: Flow, where: Where) -> None:
    """The end of an element that is one picture: it is named by its attributes, else by the words in it."""
    printed = fold("".join(where.sink or ()))
    where.sink = None
    if not has_letters(where.named or ""):
        flow.picture(where, printed, is_text=True)
        return
    flow.picture(where, where.named or "")
    if has_letters(printed):
        inside = where.child(where.name)
        flow.aside(inside, SkipKind.HIDDEN)
        flow.say(inside, printed)


def _line_break(flow: Flow, _: Element, where: Where) -> None:
    flow.part(where, BREAK)


def _rule(flow: Flow, _: Element, where: Where) -> None:
    if where.block is not where:
        flow.part(where)
    elif where.skip is None:
        flow.scene_break(where)


def _begin_link(flow: Flow, element: Element, where: Where) -> None:
    href = attribute(element, "href")
    if where.sink is None and element in flow.survey.references:
        flow.aside(where, SkipKind.PAGE_FURNITURE, is_mark=True)
        flow.references += [href] if href else []
        if href:
            flow.mark(text_of(element).strip(" []{}()"), href)
    elif href and where.sink is None and _leads_back(flow, element, where, href):
        flow.aside(where, SkipKind.PAGE_FURNITURE, is_mark=True)
    elif href:
        flow.links.append(href)
        is_outside = "//" in href or href.partition(":")[0].lower() in _NOWHERE
        where.link = None if is_outside else href


def _leads_back(flow: Flow, element: Element, where: Where, href: str) -> bool:
    if element in flow.survey.backs:
        return True
    return where.skip is SkipKind.FOOTNOTE and "#" in href and is_back(text_of(element))


def _show_picture(flow: Flow, element: Element, where: Where) -> None:
    if where.sink is not None or where.skip is SkipKind.HIDDEN:
        return
    name = fold(attribute(element, "alt") or attribute(element, "aria-label"))
    if is_initial(name, where.classes[-4:]):
        flow.initial(where, name)
    else:
        flow.picture(where, name, address_of_picture(element))


def _begin_drawing(_: Flow, element: Element, where: Where) -> None:
    is_page = where.parent is not None and not where.parent.name  # a document that is a drawing: its words are its text
    if where.sink is None and not is_page:
        where.named = fold(attribute(element, "aria-label"))
        where.sink = []
        where.leaf = True


def _begin_formula(flow: Flow, element: Element, where: Where) -> None:
    name = name_of_formula(element) if where.sink is None and where.skip is None else ""
    if name:
        flow.alternatives.append(name)
        flow.say(where, name)
        flow.aside(where, SkipKind.OTHER)


def _begin_table(_: Flow, element: Element, where: Where) -> None:
    if where.block is where:
        where.table = Table() if is_data(element, where.own_roles) else None


def _begin_row(_: Flow, __: Element, where: Where) -> None:
    if where.table is not None and where.block is where and where.parent is not None:
        where.leaf = True
        where.table.in_head = where.parent.name == "thead"


def _begin_cell(flow: Flow, element: Element, where: Where) -> None:
    is_in_row = where.block is not None and where.block.name == "tr" and where.block is not where
    if is_in_row and where.table is not None and where.parent is not None and where.parent.sink is None:
        flow.begin_cell(where.table, cell_of(element))


def _begin_item(flow: Flow, element: Element, where: Where) -> None:
    if where.block is where:
        flow.label = label_of_item(element, where)


def _begin_annotation(flow: Flow, _: Element, where: Where) -> None:
    """A formula once more, for programs."""
    flow.say(where, " ")
    if where.sink is None and where.skip is None:
        flow.aside(where, SkipKind.OTHER)


def _begin_raised(flow: Flow, element: Element, where: Where) -> None:
    """A raised number or sign behind a mark of punctuation, which is no link."""
    if where.sink is None and (flow.last_character() or " ") in _RAISED_AFTER and is_plain_mark(text_of(element)):
        if any(name_of(inner) == "a" for inner in element.iterchildren()):
            return  # judged by where it leads
        flow.aside(where, SkipKind.PAGE_FURNITURE, is_mark=True)


_WAYS: dict[str, Callable[[Flow, Element, Where], None]] = {
    "a": _begin_link,
    "annotation": _begin_annotation,
    "annotation-xml": _begin_annotation,
    "br": _line_break,
    "hr": _rule,
    "img": _show_picture,
    "li": _begin_item,
    "math": _begin_formula,
    "object": _begin_drawing,
    "svg": _begin_drawing,
    "table": _begin_table,
    "td": _begin_cell,
    "th": _begin_cell,
    "tr": _begin_row,
}
