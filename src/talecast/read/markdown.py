"""Markdown into pieces: the one place that imports markdown_it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from talecast.model import BlockKind, Cell, ListPlace, SkipKind
from talecast.read.mdlabels import end_of_label
from talecast.read.mdsource import NUMBER, labels_of, prepared
from talecast.read.mdwords import HARD, Segment, lines_as_written, paragraph, without_numbers
from talecast.read.piece import SENTENCE_END, SHORT, Piece, fold
from talecast.read.rawhtml import COMMENT, LINE_END, read_html

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it import MarkdownIt
    from markdown_it.token import Token

NESTING = 100
SLICE = 20_000
"""Characters of one paragraph that are parsed at a time: the parser's time grows with the square of a paragraph's length."""
_LIKE_ADDRESS = re.compile(r"[:/.#@?=]")
_KINDS = {"blockquote": BlockKind.QUOTE, "bullet_list": BlockKind.LIST, "ordered_list": BlockKind.LIST}
_LISTS = {"bullet_list": "unordered", "ordered_list": "plain"}
"""How lists are shown. The numbers of one stand in the source, so they are words of its items, and no list sets them again."""
MAX_DEPTH = 6
"""Lists in lists that a piece remembers, as of HTML."""


def read_pieces(text: str) -> list[Piece]:
    """The pieces of a Markdown text (CommonMark with tables and strikethrough).

    A row of tildes is an ornament, as fan fiction has it, and opens no block of code.
    """
    source = prepared(text)
    blocks = _parser()
    blocks.core.ruler.enableOnly(["normalize", "block"])
    env: dict[str, Any] = {}
    tokens = blocks.parse(source, env)
    if any(not _LIKE_ADDRESS.search(reference["href"]) for reference in env.get("references", {}).values()):
        env = {}
        tokens = blocks.disable("reference").parse(source, env)  # "[Ann]: Hello" is a line of a chat
    walk = _Walk(_parser(), env, _lone_lists(tokens), labels_of(text))
    for place, token in enumerate(tokens):
        walk.take(token, place)
    return list(_with_gaps(walk.placed, source.split("\n")))


def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt, helpers

    parser = MarkdownIt("commonmark", {"maxNesting": NESTING}).enable(["table", "strikethrough"]).disable("code")
    parser.helpers = SimpleNamespace(  # type: ignore[assignment] # the module, with one function of ours
        parseLinkDestination=helpers.parseLinkDestination,
        parseLinkLabel=end_of_label,
        parseLinkTitle=helpers.parseLinkTitle,
    )
    return parser


def _lone_lists(tokens: Sequence[Token]) -> set[int]:
    """The places of numbered lists of one item: "1. The Beginning" over a chapter, "1984. What a year"."""
    lone: set[int] = set()
    starts: list[int] = []
    items: list[int] = []
    for place, token in enumerate(tokens):
        if token.type == "ordered_list_open":
            starts.append(place)
            items.append(0)
        elif token.type == "list_item_open" and token.info and items:
            items[-1] += 1
        elif token.type == "ordered_list_close":
            start = starts.pop()
            if items.pop() == 1:
                lone.add(start)
    return lone


def _with_gaps(placed: Sequence[tuple[int, Piece]], lines: Sequence[str]) -> Iterator[Piece]:
    """The pieces with the blank lines before each, given the line on which each begins."""
    blanks = [0]
    for line in lines:
        blanks.append(0 if line.strip() else blanks[-1] + 1)
    last = -1
    for start, piece in placed:
        yield replace(piece, gap=blanks[start] if last < start < len(blanks) else 0)
        last = max(last, start)


@dataclass(slots=True, eq=False)
class _Around:
    """A list or a quotation while it is open."""

    kind: BlockKind
    place: ListPlace | None = None
    """The item that is open, where this is a list; item 0 before the first one."""


@dataclass(slots=True)
class _Walk:
    """The way through the parser's tokens: what is open, and the pieces so far with the line on which each begins."""

    inlines: MarkdownIt
    env: dict[str, Any]
    lone_lists: set[int]
    labels: list[str]
    """Of the footnotes, by their numbers."""
    placed: list[tuple[int, Piece]] = field(default_factory=list)
    around: list[_Around] = field(default_factory=lambda: [_Around(BlockKind.PARAGRAPH)])
    lists: int = 0
    """So far."""
    line: int = 0
    number: str = ""
    """A list item's, until its first words."""
    heading: Token | None = None
    rows: list[tuple[Cell, ...]] = field(default_factory=list)
    """Of the table that is open."""
    row: list[Cell] = field(default_factory=list)
    in_cell: bool = False

    def take(self, token: Token, place: int) -> None:
        """Go past one token."""
        self.line = token.map[0] if token.map else self.line
        name, _, end = token.type.rpartition("_")
        if name in _KINDS:
            self._nest(name, opens=end == "open", lone=place in self.lone_lists)
        elif name == "table":
            self._table(opens=end == "open")
        elif name in ("list_item", "tr", "th", "td", "heading"):
            self._structure(token, name, opens=end == "open")
        elif token.type == "inline":
            self._words(_segments(token.content, self.inlines, self.env))
        elif token.type == "hr":
            self._add(Piece((), kind=BlockKind.SCENE_BREAK))
        elif token.type == "html_block":
            self._add(*read_html(token.content))
        elif token.type in ("fence", "code_block"):
            self._add(*lines_as_written(token.content))

    def _add(self, *pieces: Piece) -> None:
        lists = tuple(one.place for one in self.around if one.place is not None)[:MAX_DEPTH]
        for piece in pieces:
            bare = without_numbers(piece)
            structure = replace(bare.structure, lists=lists)
            self.placed.append((self.line, replace(bare, structure=structure) if lists else bare))

    def _table(self, *, opens: bool) -> None:
        """Let each row know the whole table."""
        if opens:
            self.rows = []
            return
        table = tuple(self.rows)
        said = [number for number, cells in enumerate(table) if _said(cells)]
        first = len(self.placed) - len(said)
        for at, number in enumerate(said, start=first):
            line, piece = self.placed[at]
            self.placed[at] = (line, replace(piece, structure=replace(piece.structure, table=table, row=number)))

    def _nest(self, name: str, *, opens: bool, lone: bool) -> None:
        if not opens:
            self.around.pop()
        elif lone:
            self.around.append(_Around(BlockKind.PARAGRAPH))
        elif name in _LISTS:
            self.lists += 1
            self.around.append(_Around(_KINDS[name], ListPlace(_LISTS[name], self.lists, 0)))
        else:
            self.around.append(_Around(_KINDS[name]))

    def _structure(self, token: Token, name: str, *, opens: bool) -> None:
        if name == "list_item":
            if not opens and self.number:
                self._add(Piece((self.number,)))
            self.number = f"{token.info}{token.markup}" if opens and token.info else ""
            if opens and (place := self.around[-1].place):
                self.around[-1].place = replace(place, item=place.item + 1)
        elif name == "tr":
            cells, self.row = tuple(self.row), []
            if not opens:
                self.rows.append(cells)
                if words := _said(cells):
                    self._add(Piece((words,), kind=BlockKind.TABLE))
        elif name == "heading":
            self.heading = token if opens else None
        else:
            self.in_cell = opens
            if opens:
                self.row.append(Cell("", is_header=name == "th"))

    def _words(self, segments: list[Segment]) -> None:
        if self.in_cell:
            said = fold(NUMBER.sub("", " ".join(segment.text.replace(HARD, " ") for segment in segments)))
            self.row[-1] = replace(self.row[-1], text=said)
            return
        pieces = paragraph(segments, self.around[-1].kind, self.labels)
        if self.number and pieces:
            digits = sum(map(str.isalnum, self.number))
            marks = tuple(replace(mark, letters=mark.letters + digits) for mark in pieces[0].structure.marks)
            structure = replace(pieces[0].structure, marks=marks)
            pieces[0] = replace(pieces[0], lines=(f"{self.number} {' '.join(pieces[0].lines)}",), structure=structure)
            self.number = ""
        if self.heading is not None:
            pieces = _heading(pieces, self.heading) or [Piece((self.heading.markup,), kind=BlockKind.SCENE_BREAK)]
        self._add(*pieces)


def _heading(pieces: list[Piece], token: Token) -> list[Piece]:
    """A heading; a sentence over a row of dashes was a paragraph before a scene break."""
    if len(pieces) != 1 or pieces[0].skip is not None:
        return pieces
    piece = pieces[0]
    is_sentence = len(piece.lines) > 1 or (SENTENCE_END.search(piece.text) is not None and " " in piece.text)
    if token.markup in ("-", "=") and (piece.length > SHORT or is_sentence):
        return [piece, Piece((), kind=BlockKind.SCENE_BREAK)]
    return [Piece((fold(piece.text),), kind=BlockKind.HEADING, level=int(token.tag[1]), structure=piece.structure)]


def _said(cells: Sequence[Cell]) -> str:
    """The words of a row."""
    return fold(" ".join(cell.text for cell in cells))


def _segments(content: str, inlines: MarkdownIt, env: dict[str, Any]) -> list[Segment]:
    """The words of a paragraph without its markup."""
    found: list[Segment] = []
    words: list[str] = []
    for part in _slices(content):
        for child in inlines.parseInline(part, env)[0].children or []:
            apart = _apart(child)
            if apart is None:
                words.append(_word(child))
                continue
            found += [Segment("".join(words)), apart]
            words = []
    found.append(Segment("".join(words)))
    return [segment for segment in found if segment.text.strip()]


def _apart(token: Token) -> Segment | None:
    """A picture or a comment."""
    if token.type == "image":
        return Segment(token.content, SkipKind.IMAGE)
    comment = COMMENT.fullmatch(token.content) if token.type == "html_inline" else None
    return Segment(comment.group(1), SkipKind.HIDDEN) if comment else None


def _word(token: Token) -> str:
    if token.type == "softbreak":
        return "\n"
    if token.type == "hardbreak" or (token.type == "html_inline" and LINE_END.fullmatch(token.content)):
        return f"{HARD}\n"
    return token.content if token.type in ("text", "code_inline", "text_special") else ""


def _slices(content: str) -> Iterator[str]:
    """A long paragraph in parts that end after a space."""
    start = 0
    while len(content) - start > SLICE:
        cut = content.rfind(" ", start, start + SLICE) + 1
        stop = cut if cut > start else start + SLICE
        yield content[start:stop]
        start = stop
    yield content[start:]
