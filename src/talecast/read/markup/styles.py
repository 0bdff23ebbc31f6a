"""The little of CSS that a listener would notice: what is hidden, white space before and after a block, lines kept.

Selectors of elements, classes and ids with descendants and children are understood; a rule with anything else in its
selector (attributes, siblings, pseudo-classes) is passed over, and so is every conditional block but `@media all|screen`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from talecast.read.markup.where import Where

MAX_RULES = 5_000
"""Of one style sheet, that matter; books have ten."""
MAX_ALIKE = 50
"""Rules that one class, id or name may choose."""
MAX_COMPOUNDS = 8
"""Parts of one selector."""
MAX_ABOVE = 100
"""Elements around one that selectors look at."""

_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_BRACE = re.compile(r"[{}]")
_SCREEN = re.compile(r"@media\s+(?:only\s+)?(?:all|screen)\s*\Z", re.IGNORECASE)
_COMPOUND = re.compile(
    r"(?P<name>[a-z][a-z0-9]*|\*)?(?P<rest>(?:[.#][A-Za-z_\u0080-\uffff-][\w\u0080-\uffff-]*)*)", re.IGNORECASE
)
_PART = re.compile(r"[.#][^.#]+")
_LENGTH = re.compile(r"(-?\d{0,6}(?:\.\d{1,6})?)(em|rem|ex|ch|lh|px|pt|pc|cm|mm|in|%|vh|vw)?", re.IGNORECASE)
_EMS = {
    "em": 1.0, "rem": 1.0, "ex": 0.5, "ch": 0.5, "lh": 1.2, "px": 1 / 16, "pt": 1 / 12, "pc": 1.0,
    "cm": 2.36, "mm": 0.236, "in": 6.0, "%": 0.3, "vh": 0.4, "vw": 0.3,
}  # fmt: skip
"""A letter is taken for 16 px or 12 pt high, a line for 30 of them wide, a page for 40 of them high."""
_UNNUMBERED = frozenset({"none", "disc", "circle", "square"})
_BLOCK_DISPLAYS = frozenset({"block", "list-item", "table", "flex", "grid", "flow-root"})


@dataclass(frozen=True, slots=True)
class Style:
    """What is declared for an element; None and "" where nothing is."""

    hidden: bool | None = None
    block: bool | None = None
    """Shown as a block, whatever element it is."""
    raised: bool | None = None
    """Above the line, as the mark of a footnote is."""
    preformatted: bool | None = None
    unnumbered: bool | None = None
    """For a list: shown without numbers."""
    before: float | None = None
    """White space over it, in ems: margin and padding."""
    after: float | None = None


PLAIN = Style()


@dataclass(frozen=True, slots=True)
class _Compound:
    name: str
    classes: frozenset[str]
    ids: frozenset[str]
    child: bool
    """Must its element be the parent of the next one's?"""

    def matches(self, where: Where) -> bool:
        return (
            self.name in ("", where.name)
            and self.classes.issubset(where.own_classes)
            and self.ids.issubset(where.own_ids)
        )


@dataclass(frozen=True, slots=True)
class _Rule:
    target: _Compound
    around: tuple[_Compound, ...]
    """Those of the elements around it, the innermost first."""
    weight: tuple[int, int, int]
    style: Style


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rules of a document's style sheets, each under one class, id or name that its element must have."""

    rules: Mapping[str, tuple[tuple[int, _Rule], ...]]

    def style_of(self, where: Where, own: str) -> Style:
        """The style of an element, given its `style` attribute."""
        if not self.rules and not own:
            return PLAIN
        keys = (where.name, "*", *(f".{one}" for one in where.own_classes), *(f"#{one}" for one in where.own_ids))
        found = [pair for key in keys for pair in self.rules.get(key, ()) if _applies(pair[1], where)]
        found.sort(key=lambda pair: (pair[1].weight, pair[0]))
        style = PLAIN
        for _, rule in found:
            style = _over(style, rule.style)
        return _over(style, _declared(own)) if own else style


@lru_cache(maxsize=16)  # the same sheets stand behind every chapter of a book
def read_sheets(texts: tuple[str, ...]) -> Sheet:
    """The rules of style sheets, later ones stronger."""
    rules: dict[str, list[tuple[int, _Rule]]] = {}
    number = 0
    for text in texts:
        for rule in _rules(text):
            target = rule.target
            key = next((f"#{one}" for one in sorted(target.ids)), "") or next(
                (f".{one}" for one in sorted(target.classes)), target.name or "*"
            )
            alike = rules.setdefault(key, [])
            if len(alike) < MAX_ALIKE:
                alike.append((number, rule))
            number += 1
    return Sheet({key: tuple(found) for key, found in rules.items()})


@lru_cache(maxsize=16)
def _rules(text: str) -> tuple[_Rule, ...]:
    found: list[_Rule] = []
    for selectors, declarations in _blocks(_COMMENT.sub(" ", text)):
        style = _declared(declarations)
        if style == PLAIN:
            continue
        for selector in selectors.split(","):
            if len(found) < MAX_RULES and (rule := _rule(selector, style)):
                found.append(rule)
    return tuple(found)


def _blocks(text: str) -> Iterator[tuple[str, str]]:
    """Selectors and declarations of every rule that holds without a condition."""
    position = 0
    depth = 0  # of blocks whose rules hold
    while (brace := text.find("{", position)) >= 0:
        head = text[position:brace]
        while "}" in head and depth:
            head, depth = head.split("}", 1)[1], depth - 1
        head = head.rpartition(";")[2].rpartition("}")[2].strip()
        if _SCREEN.match(head):
            position, depth = brace + 1, depth + 1
        elif head.startswith("@"):
            position = _closing(text, brace)
        else:
            end = text.find("}", brace)
            end = len(text) if end < 0 else end
            yield head, text[brace + 1 : end]
            position = end + 1


def _closing(text: str, brace: int) -> int:
    """The position after the block that begins at `brace`."""
    level = 0
    for found in _BRACE.finditer(text, brace):
        level += 1 if found.group() == "{" else -1
        if level == 0:
            return found.end()
    return len(text)


def _rule(selector: str, style: Style) -> _Rule | None:
    parts = selector.replace(">", " > ").split()
    if not 0 < len(parts) <= 2 * MAX_COMPOUNDS or parts[0] == ">":
        return None
    compounds: list[_Compound] = []
    for part, after in zip(parts, [*parts[1:], ""], strict=True):
        if part == ">":
            continue
        found = _COMPOUND.fullmatch(part)
        if found is None:
            return None
        marks = _PART.findall(found["rest"])
        name = (found["name"] or "").lower()
        compounds.append(
            _Compound(
                "" if name == "*" else name,
                frozenset(mark[1:] for mark in marks if mark[0] == "."),
                frozenset(mark[1:] for mark in marks if mark[0] == "#"),
                child=after == ">",
            )
        )
    weight = (
        sum(len(one.ids) for one in compounds),
        sum(len(one.classes) for one in compounds),
        sum(bool(one.name) for one in compounds),
    )
    return _Rule(compounds[-1], tuple(reversed(compounds[:-1])), weight, style)


def _applies(rule: _Rule, where: Where) -> bool:
    """Does the rule's selector match? Without going back: the innermost element that fits each part is taken."""
    if not rule.target.matches(where):
        return False
    above, left = where.parent, MAX_ABOVE
    for compound in rule.around:
        while above is not None and not compound.matches(above):
            left -= 1
            if compound.child or not left:
                return False
            above = above.parent
        if above is None:
            return False
        above = above.parent
    return True


@lru_cache(maxsize=4096)
def _declared(text: str) -> Style:
    """The style that a list of declarations says."""
    style = PLAIN
    for declaration in text.split(";"):
        name, colon, value = declaration.partition(":")
        if colon:
            style = _with(style, name.strip().lower(), value.replace("!important", "").strip().lower())
    return style


def _with(style: Style, name: str, value: str) -> Style:
    if name == "display":
        return replace(style, hidden=value == "none", block=value in _BLOCK_DISPLAYS)
    if name == "visibility":
        return replace(style, hidden=value in ("hidden", "collapse"))
    if name == "vertical-align":
        return replace(style, raised=value in ("super", "top", "text-top"))
    if name == "white-space":
        return replace(style, preformatted=value in ("pre", "pre-wrap", "pre-line", "break-spaces"))
    if name in ("list-style", "list-style-type"):
        return replace(style, unnumbered=not _UNNUMBERED.isdisjoint(value.split()))
    sides = value.split()
    if name in ("margin", "padding") and 0 < len(sides) <= 4:  # noqa: PLR2004 - top, right, bottom, left
        top, bottom = _ems(sides[0]), _ems(sides[2] if len(sides) > 2 else sides[0])  # noqa: PLR2004
        return replace(style, before=_more(style.before, top), after=_more(style.after, bottom))
    if name in ("margin-top", "padding-top", "margin-block-start"):
        return replace(style, before=_more(style.before, _ems(value)))
    if name in ("margin-bottom", "padding-bottom", "margin-block-end"):
        return replace(style, after=_more(style.after, _ems(value)))
    return style


def _ems(value: str) -> float:
    found = _LENGTH.fullmatch(value)
    if found is None or not found[1] or found[1] in ("-", "."):
        return 0.0
    return float(found[1]) * _EMS.get((found[2] or "").lower(), 0.0)


def _more(known: float | None, value: float) -> float:
    return value if known is None else max(known, value)


def _over(style: Style, other: Style) -> Style:
    """The style with what the stronger one declares."""
    return Style(
        style.hidden if other.hidden is None else other.hidden,
        style.block if other.block is None else other.block,
        style.raised if other.raised is None else other.raised,
        style.preformatted if other.preformatted is None else other.preformatted,
        style.unnumbered if other.unnumbered is None else other.unnumbered,
        style.before if other.before is None else other.before,
        style.after if other.after is None else other.after,
    )
