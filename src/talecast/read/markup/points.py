"""Places in the block that is open which are no words of it: where pages begin, where the marks of notes stand."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field, replace
from itertools import takewhile
from typing import TYPE_CHECKING

from talecast.model import Tongue

if TYPE_CHECKING:
    from collections.abc import Sequence

    from talecast.model import NoteMark, PageBreak, Structure
    from talecast.read.markup.lines import Line
    from talecast.read.piece import Piece


@dataclass(slots=True)
class Points:
    """They are counted in letters and digits: white space is folded later, and pieces are cut."""

    pages: list[PageBreak] = field(default_factory=list)
    marks: list[NoteMark] = field(default_factory=list)
    tongues: list[Tongue] = field(default_factory=list)
    """All words of the open block, by their language."""
    _waiting: list[PageBreak] = field(default_factory=list)
    """Pages that begin with the next piece."""
    _counted: int = 0
    """Parts of the open block that were counted."""
    _letters: int = 0

    def letters(self, parts: Sequence[str]) -> int:
        """The letters and digits in the parts of the open block so far; each part is counted once."""
        self._letters += sum(character.isalnum() for part in parts[self._counted :] for character in part)
        self._counted = len(parts)
        return self._letters

    def speak(self, language: str, parts: Sequence[str]) -> None:
        """The letters since the last time are in this language; empty where nothing says one."""
        last = self.tongues[-1] if self.tongues else Tongue(language, 0, 0)
        end = self.letters(parts)
        if last.language == language and self.tongues:
            self.tongues[-1] = replace(last, end=end)
        elif end > last.end:
            self.tongues.append(Tongue(language, last.end, end))

    def share(self, lines: list[Line], language: str) -> list[Line]:
        """The lines that the block became, each with its points; places are counted from each line's start.

        `language` is the block's: words in it are as all others.
        A page that begins behind the last letter begins with the next block; a mark there belongs to the last line.
        """
        self.tongues = [tongue for tongue in self.tongues if tongue.language and tongue.language != language]
        if not (self.pages or self.marks or self.tongues):
            return lines
        shared = []
        start = 0
        for at, line in enumerate(lines):
            end = start + line.piece.letters
            shared.append(self._with_points(line, start, end, is_last=at == len(lines) - 1))
            start = end
        self.pages = [page for page in self.pages if page.letters >= start]
        return shared

    def _with_points(self, line: Line, start: int, end: int, *, is_last: bool) -> Line:
        pages = tuple(replace(page, letters=page.letters - start) for page in self.pages if start <= page.letters < end)
        marks = tuple(
            replace(mark, letters=min(mark.letters, end) - start)
            for mark in self.marks
            if start < mark.letters <= end or start == mark.letters == 0 or (is_last and mark.letters > end)
        )
        first = bisect_right(self.tongues, start, key=lambda tongue: tongue.end)
        own = takewhile(
            lambda tongue: tongue.start < end, map(self.tongues.__getitem__, range(first, len(self.tongues)))
        )
        tongues = tuple(
            replace(tongue, start=max(tongue.start, start) - start, end=min(tongue.end, end) - start) for tongue in own
        )
        if not (pages or marks or tongues):
            return line
        structure = replace(line.piece.structure, pages=pages, marks=marks, tongues=tongues)
        return replace(line, piece=replace(line.piece, structure=structure))

    def take_waiting(self) -> tuple[PageBreak, ...]:
        """The pages that begin with the piece that is there now."""
        waiting, self._waiting = tuple(self._waiting), []
        return waiting

    def close(self) -> None:
        """The block ends. Pages that no piece of it took begin with the next one."""
        self._waiting += [replace(page, letters=0) for page in self.pages]
        self.pages, self.marks, self.tongues = [], [], []
        self._counted = self._letters = 0


def joined_points(first: Piece, second: Piece) -> Structure:
    """The structure of the first piece when the second follows in it."""
    if not (second.structure.pages or second.structure.marks or second.structure.tongues):
        return first.structure
    before = first.letters
    pages = tuple(replace(page, letters=page.letters + before) for page in second.structure.pages)
    marks = tuple(replace(mark, letters=mark.letters + before) for mark in second.structure.marks)
    tongues = tuple(
        replace(tongue, start=tongue.start + before, end=tongue.end + before) for tongue in second.structure.tongues
    )
    return replace(
        first.structure,
        pages=first.structure.pages + pages,
        marks=first.structure.marks + marks,
        tongues=first.structure.tongues + tongues,
    )
