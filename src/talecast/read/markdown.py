"""Markdown into pieces: the one place that imports markdown_it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from talecast.model import BlockKind, ListPlace, SkipKind
from talecast.read.breaks import is_ornament
from talecast.read.headings import splits_paragraph
from talecast.read.layout import is_stanza
from talecast.read.mdlabels import end_of_label
from talecast.read.mdsource import NOTE_MARK, prepared
from talecast.read.piece import SENTENCE_END, SHORT, Piece, fold
from talecast.read.rawhtml import COMMENT, LINE_END, read_html

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it import MarkdownIt
    from markdown_it.token import Token

NESTING = 100
_LIKE_ADDRESS = re.compile(r"[:/.#@?=]")
_KINDS = {"blockquote": BlockKind.QUOTE, "bullet_list": BlockKind.LIST, "ordered_list": BlockKind.LIST}
_LISTS = {"bullet_list": "unordered", "ordered_list": "plain"}
"""How lists are shown. The numbers of one stand in the source, so they are words of its items, and no list sets them again."""
MAX_DEPTH = 6
"""Lists in lists that a piece remembers, as of HTML."""
_HARD = "\x0b"
"""Stands before a line end that the markup makes: no such character is left in a decoded text."""
SLICE = 20_000
"""Characters of one paragraph that are parsed at a time: the parser's time grows with the square of a paragraph's length."""


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
    walk = _Walk(_parser(), env, _lone_lists(tokens))
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
    placed: list[tuple[int, Piece]] = field(default_factory=list)
    around: list[_Around] = field(default_factory=lambda: [_Around(BlockKind.PARAGRAPH)])
    lists: int = 0
    """So far."""
    line: int = 0
    number: str = ""
    """A list item's, until its first words."""
    heading: Token | None = None
    row: list[str] = field(default_factory=list)
    in_cell: bool = False

    def take(self, token: Token, place: int) -> None:
        """Go past one token."""
        self.line = token.map[0] if token.map else self.line
        name, _, end = token.type.rpartition("_")
        if name in _KINDS:
            self._nest(name, opens=end == "open", lone=place in self.lone_lists)
        elif name in ("list_item", "tr", "th", "td", "heading"):
            self._structure(token, name, opens=end == "open")
        elif token.type == "inline":
            self._words(_segments(token.content, self.inlines, self.env))
        elif token.type == "hr":
            self._add(Piece((), kind=BlockKind.SCENE_BREAK))
        elif token.type == "html_block":
            self._add(*read_html(token.content))
        elif token.type in ("fence", "code_block"):
            self._add(*_lines_as_written(token.content))

    def _add(self, *pieces: Piece) -> None:
        lists = tuple(one.place for one in self.around if one.place is not None)[:MAX_DEPTH]
        self.placed += [
            (self.line, replace(piece, structure=replace(piece.structure, lists=lists)) if lists else piece)
            for piece in pieces
        ]

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
            words = fold(" ".join(self.row))
            self.row = []
            if not opens and words:
                self._add(Piece((words,), kind=BlockKind.TABLE))
        elif name == "heading":
            self.heading = token if opens else None
        else:
            self.in_cell = opens

    def _words(self, segments: list[_Segment]) -> None:
        if self.in_cell:
            self.row += [segment.text.replace(_HARD, " ") for segment in segments]
            return
        pieces = _paragraph(segments, self.around[-1].kind)
        if self.number and pieces:
            pieces[0] = replace(pieces[0], lines=(f"{self.number} {' '.join(pieces[0].lines)}",))
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
    return [Piece((fold(piece.text),), kind=BlockKind.HEADING, level=int(token.tag[1]))]


@dataclass(frozen=True, slots=True)
class _Segment:
    """A stretch of a paragraph: words with their line ends, the words of a picture, or a comment."""

    text: str
    skip: SkipKind | None = None


def _segments(content: str, inlines: MarkdownIt, env: dict[str, Any]) -> list[_Segment]:
    """The words of a paragraph without its markup."""
    found: list[_Segment] = []
    words: list[str] = []
    for part in _slices(content):
        for child in inlines.parseInline(part, env)[0].children or []:
            apart = _apart(child)
            if apart is None:
                words.append(_word(child))
                continue
            found += [_Segment("".join(words)), apart]
            words = []
    found.append(_Segment("".join(words)))
    return [segment for segment in found if segment.text.strip()]


def _apart(token: Token) -> _Segment | None:
    """A picture or a comment."""
    if token.type == "image":
        return _Segment(token.content, SkipKind.IMAGE)
    comment = COMMENT.fullmatch(token.content) if token.type == "html_inline" else None
    return _Segment(comment.group(1), SkipKind.HIDDEN) if comment else None


def _word(token: Token) -> str:
    if token.type == "softbreak":
        return "\n"
    if token.type == "hardbreak" or (token.type == "html_inline" and LINE_END.fullmatch(token.content)):
        return f"{_HARD}\n"
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


def _paragraph(segments: Sequence[_Segment], kind: BlockKind) -> list[Piece]:
    """The pieces of one paragraph: its words, its pictures and its comments in their order."""
    pieces: list[Piece] = []
    for segment in segments:
        if segment.skip is not None:
            pieces.append(Piece((fold(segment.text),)).skipped(segment.skip))
            continue
        if segment.text.startswith(NOTE_MARK):
            words = fold(segment.text.replace(NOTE_MARK, " ").replace(_HARD, " "))
            pieces += [Piece((words,)).skipped(SkipKind.FOOTNOTE)] if words else []
            continue
        raw = [line for line in segment.text.replace(NOTE_MARK, "").split("\n") if fold(line.replace(_HARD, " "))]
        hard = sum(line.endswith(_HARD) for line in raw)
        pieces += _cut([fold(line.replace(_HARD, " ")) for line in raw], kind, hard)
    return pieces


def _cut(lines: Sequence[str], kind: BlockKind, hard: int) -> list[Piece]:
    """A paragraph cut at the ornaments and chapter headings among its lines."""
    pieces: list[Piece] = []
    rest: list[str] = []
    for line in lines:
        ornament = is_ornament(line)
        if kind is BlockKind.PARAGRAPH and (
            ornament or (len(lines) > 1 and splits_paragraph(line, rest[-1] if rest else ""))
        ):
            pieces += _flowing(rest, kind, hard)
            pieces.append(Piece((line,), kind=BlockKind.SCENE_BREAK if ornament else kind))
            rest = []
        else:
            rest.append(line)
    return pieces + _flowing(rest, kind, hard)


def _flowing(lines: Sequence[str], kind: BlockKind, hard: int) -> list[Piece]:
    if not lines:
        return []
    broken = len(lines) > 1 and (hard >= 0.5 * (len(lines) - 1) or is_stanza(lines))
    return [Piece(tuple(lines), kind=BlockKind.VERSE if broken and kind is not BlockKind.LIST else kind)]


def _lines_as_written(content: str) -> list[Piece]:
    """A block of code: to a listener, paragraphs whose lines were meant."""
    pieces: list[Piece] = []
    for group in re.split(r"\n[ \t]*\n", content):
        lines = tuple(filter(None, map(fold, group.split("\n"))))
        if lines:
            pieces.append(Piece(lines, kind=BlockKind.VERSE if len(lines) > 1 else BlockKind.PARAGRAPH))
    return pieces
