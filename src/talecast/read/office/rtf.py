"""The words of an RTF document (Microsoft's specification, 1.9.1) made ready for pandoc, token by token.

Pandoc's reader drops the looks of paragraphs, the names of styles, text boxes, empty paragraphs and the names of pictures, sets
lists before the paragraphs above them, and reads what a tracked change has deleted.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from talecast.errors import SourceError
from talecast.read.office import signs
from talecast.read.office.rtf_head import level_of, read_rtf_styles
from talecast.read.office.rtf_words import TOKEN, end_of, escaped, plain_text, unicode_unit
from talecast.read.office.styles import LARGE, Styles

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_DEPTH = 1_000
"""Groups in groups; a word processor comes to 20."""
DEEPEST_BOX = 4
"""Text boxes in text boxes."""

_DESTINATION = re.compile(r"\s*(?P<star>\\\*)?\s*\\(?P<word>[A-Za-z]{1,32})(?P<number>-?\d{1,10})? ?")
_COPIED = frozenset({"fonttbl", "colortbl", "stylesheet", "fldinst"})
"""Destinations that pandoc is handed as they are."""
_DROPPED = frozenset(
    "info pict header headerl headerr headerf footer footerl footerr footerf pntxta pntxtb pn comment private "
    "template objdata shprslt nonshppict do xe tc listtable listoverridetable filetbl".split()
)
"""Destinations that hold nothing to be read."""
_ITEMS = frozenset({"listtext", "pntext"})
"""Destinations that print a bullet or a number before a paragraph, for readers that do not count: since Word 97, and before."""
_ENDS = frozenset({"par", "sect"})
_CELLS = frozenset({"cell", "row", "nestcell", "nestrow"})
_PRINTED = frozenset({"emdash", "endash", "lquote", "rquote", "ldblquote", "rdblquote", "bullet"})
_NAME = re.compile(r"wzDescription\}\s*\{\\sv\s(?P<name>[^{}]{1,2000})\}")
_TEXT_BOX = re.compile(r"\{\\shptxt\b")


@dataclass(frozen=True, slots=True)
class _Group:
    """What holds in a group; one inside it begins with the same."""

    hidden: bool = False
    deleted: bool = False
    style: str = ""
    """The key of the paragraph's style."""
    level: int = 0
    """1 to 6 for an outline level of the paragraph's own."""
    size: int = 0
    """Half points."""
    centred: bool = False
    new_page: bool = False
    in_table: bool = False
    in_note: bool = False
    list_level: int = 0
    """How deep a list lies in others; 0 for one by itself, and where there is none."""
    stand_ins: int = 1
    """Characters behind a Unicode one that stand for it where that is not known (`\\uc`)."""


@dataclass(slots=True)
class _Rewriter:
    """Where the rewriting is, and what has come of it."""

    styles: Styles
    usual: float
    depth: int = 0
    """Text boxes around."""
    parts: list[str] = field(default_factory=list)
    groups: list[_Group] = field(default_factory=lambda: [_Group()])
    is_empty: bool = True
    """Has the open paragraph no words yet?"""
    is_new_page: bool = False
    is_hiding: bool = False
    """Is the sign before hidden words open?"""
    spare: int = 0
    """Characters to come that stand for the Unicode one before them."""
    first_of_pair: int = 0
    """The first unit of a character beyond U+FFFF, until the second comes."""
    item: str | None = None
    """What is printed before the open paragraph as an item of a list, until its first words."""
    boxes: list[str] = field(default_factory=list)
    """What text boxes hold, until the paragraph ends that they are anchored in."""

    def go(self, text: str) -> None:
        """Rewrite all tokens of a text."""
        position = 0
        while found := TOKEN.match(text, position):
            position = found.end()
            if found["brace"]:
                self.spare = 0
            if found["brace"] == "{":
                position = self._begin_group(text, position)
            elif found["brace"]:
                self._end_group()
            elif found["word"]:
                number = int(found["number"]) if found["number"] else None
                if found["word"] == "bin":
                    position += max(0, number or 0)
                else:
                    self._control(found["word"], number, f"\\{found['word']}{found['number'] or ''} ")
            elif said := self._without_spare(found):
                self._print(said, is_white=said.isspace())

    def _without_spare(self, found: re.Match[str]) -> str:
        """What a token prints, without what only stands for the Unicode character before it."""
        if found["text"]:
            said = found["text"][self.spare :]
            self.spare = max(0, self.spare - len(found["text"]))
            return said
        if found["hex"] or found["sign"]:
            said = "" if self.spare else found.group()
            self.spare = max(0, self.spare - 1)
            return said
        return ""

    def _begin_group(self, text: str, position: int) -> int:
        """Open a group, or pass over it; gives the position that goes on from."""
        found = _DESTINATION.match(text, position)
        word = found["word"] if found else ""
        if word in _COPIED:
            end = end_of(text, position)
            self.parts.append(f"{{{text[position:end]}")
            return end
        if word in _ITEMS:
            end = end_of(text, position)
            self.item = plain_text(text[position : end - 1])
            return end
        if word in _DROPPED or (found and found["star"]):
            end = end_of(text, position)
            self._look_into(text[position:end], word)
            return end
        if len(self.groups) >= MAX_DEPTH:
            raise SourceError(f"The document nests its groups more than {MAX_DEPTH:,} deep.", "Save it again as .docx.")
        self.groups.append(self.groups[-1])
        self.parts.append("{")
        return position

    def _end_group(self) -> None:
        if len(self.groups) == 1:
            return  # one too many
        self._show()
        self.groups.pop()
        self.parts.append("}")

    def _look_into(self, inside: str, word: str) -> None:
        """Take the words of text boxes, and the name of a picture, out of what is passed over."""
        if word in ("shpinst", "shppict", "pict") and not self.groups[-1].deleted:
            if name := _NAME.search(inside):
                self._print(escaped(f"{signs.PICTURE}{plain_text(name['name'])}{signs.NAMED}"), is_white=False)
            position = 0
            while self.depth < DEEPEST_BOX and (box := _TEXT_BOX.search(inside, position)):
                position = end_of(inside, box.end())
                inner = _Rewriter(self.styles, self.usual, depth=self.depth + 1)
                inner.go(inside[box.end() : position - 1])
                self.boxes += [*inner.parts, *inner.boxes]

    def _control(self, word: str, number: int | None, token: str) -> None:
        group = self.groups[-1]
        if word == "u" and number is not None:
            self._print_unicode(number % 65_536)
            self.spare = group.stand_ins
        elif word in _PRINTED:
            self._print(token, is_white=False)
        elif word in _ENDS:
            self._end_paragraph(group, token)
        else:
            self.is_empty = self.is_empty or word in _CELLS
            self.is_new_page = self.is_new_page or word == "page"
            change = _CHANGES.get(word)
            group = group if change is None else change(group, number)
            if not group.hidden:
                self._show()
            self.groups[-1] = group
            self.parts.append("" if word in _KEPT_BACK else token)

    def _print(self, token: str, *, is_white: bool) -> None:
        group = self.groups[-1]
        if group.deleted:
            return
        if not is_white and self.is_empty and not group.in_note:
            self.is_empty = False
            looks = self._looks(group)
            self.parts += map(_sign, looks)
            self.is_new_page = False
            self._begin_item(group, is_heading=not set(looks).isdisjoint(signs.HEADINGS))
        if group.hidden and not self.is_hiding:
            self.parts.append(_sign(signs.HIDDEN))
            self.is_hiding = True
        self.parts.append(token)

    def _begin_item(self, group: _Group, *, is_heading: bool) -> None:
        """Say that an item of a list begins, and what is printed before it if that is more than a bullet."""
        if self.item is None:
            return
        label = self.item if len(self.item) > 1 and any(map(str.isalnum, self.item)) else ""  # "o" is a bullet
        self.item = None
        if is_heading and label:
            self.parts.append(escaped(f"{label} "))
        elif not is_heading:
            item = signs.ITEM * (group.list_level + 1)
            self.parts.append(escaped(item + (f"{signs.LABEL}{label}{signs.LABELLED}" if label else "")))

    def _print_unicode(self, unit: int) -> None:
        """Print a unit of UTF-16; of a pair the second, with the first before it."""
        if 0xD800 <= unit < 0xDC00:  # noqa: PLR2004 - the first of a pair
            self.first_of_pair = unit
        elif 0xDC00 <= unit < 0xE000 and self.first_of_pair:  # noqa: PLR2004 - the second of one
            code = 0x10000 + ((self.first_of_pair - 0xD800) << 10) + (unit - 0xDC00)
            self._print(escaped(f"{signs.FAR}{code:x}{signs.NEAR}"), is_white=False)
            self.first_of_pair = 0
        else:
            self._print(unicode_unit(unit), is_white=False)

    def _show(self) -> None:
        if self.is_hiding:
            self.parts.append(_sign(signs.SHOWN))
            self.is_hiding = False

    def _looks(self, group: _Group) -> str:
        style = self.styles.find(group.style)
        said = self.styles.sign(group.style)
        level = group.level or style.level or 0
        if level and not said:
            said = signs.HEADINGS[level - 1]
        said += signs.CENTRED if group.centred else ""
        said += signs.LARGE if group.size and self.usual and group.size >= LARGE * self.usual else ""
        return said + (signs.NEW_PAGE if group.new_page or self.is_new_page else "")

    def _end_paragraph(self, group: _Group, token: str) -> None:
        self._show()
        if group.in_note:
            self.parts.append(token)
            return
        if self.is_empty and not group.in_table:
            self.parts.append(_sign(signs.EMPTY))
        self.parts.append(token)
        self.is_empty = True
        self.item = None
        if self.boxes:
            self.parts += [r"{\pard ", *self.boxes, r"\par}"]
            self.boxes = []


_CHANGES: dict[str, Callable[[_Group, int | None], _Group]] = {
    "pard": lambda group, _: replace(
        group, style="", level=0, centred=False, new_page=False, in_table=False, list_level=0
    ),
    "plain": lambda group, _: replace(group, hidden=False, deleted=False, size=0),
    "qc": lambda group, _: replace(group, centred=True),
    **dict.fromkeys(("ql", "qr", "qj", "qd"), lambda group, _: replace(group, centred=False)),
    "v": lambda group, number: replace(group, hidden=number != 0),
    "deleted": lambda group, number: replace(group, deleted=number != 0),
    "outlinelevel": lambda group, number: replace(group, level=level_of(number)),
    "ilvl": lambda group, number: replace(group, list_level=min(max(0, number or 0), signs.DEEPEST_LIST - 1)),
    "s": lambda group, number: replace(group, style=str(number)),
    "fs": lambda group, number: replace(group, size=number or 0),
    "pagebb": lambda group, number: replace(group, new_page=number != 0),
    "intbl": lambda group, _: replace(group, in_table=True),
    "footnote": lambda group, _: replace(group, in_note=True),
    "uc": lambda group, number: replace(group, stand_ins=max(0, number or 0)),
}
"""What a control word changes in its group."""
_KEPT_BACK = frozenset({"v", "deleted", "outlinelevel", "uc", "ls", "ilvl"})
"""Control words that signs stand for, and those of lists, which pandoc would set before the paragraphs above them."""


def prepare_rtf(text: str) -> str:
    """The document with the signs in it; `text` is its bytes as Latin-1.

    Raises SourceError where groups nest deeper than in any document.
    """
    sizes = Counter(re.findall(r"\\fs(\d{1,4})", text))
    usual = float(sizes.most_common(1)[0][0]) if sizes else 0.0
    rewriter = _Rewriter(read_rtf_styles(text), usual)
    rewriter.go(text)
    rewriter.parts += ["}"] * (len(rewriter.groups) - 1)
    return "".join(rewriter.parts)


def _sign(sign: str) -> str:
    return unicode_unit(ord(sign))
