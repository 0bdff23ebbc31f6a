"""Project Gutenberg's header and licence, in the forms they have had since 1991, and those of its sisters."""

from __future__ import annotations

import re
from dataclasses import dataclass

_START = re.compile(
    r"\s*\*{2,}\s*START OF (?:THE|THIS) (?:PROJECT GUTENBERG|COPYRIGHTED)"
    r"|\s*\*?\s*END\s*\*?\s*THE SMALL PRINT"
    r"|\s*\*{3}\s*BEGIN(?:NING)? OF (?:THE|THIS) PROJECT GUTENBERG",
    re.IGNORECASE,
)
_END = re.compile(
    r"[\s*]*(?:"
    r"END OF (?:THE |THIS )?(?:PROJECT GUTENBERG|COPYRIGHTED PROJECT GUTENBERG)"
    r"|This is the end of (?:the|this) Project Gutenberg"
    r"|Ende? (?:dieses|diese|de|of|du|del) (?:la |this |the )?Proje[ck]t(?:s)? Gutenberg"
    r"|(?:Fin|Fine|Fim|Einde|Slut) (?:de |di |du |del |do |van |på )?(?:la |het |this |the )?Project Gutenberg"
    r"|\*\*This is a COPYRIGHTED Project Gutenberg"
    r"|START:? (?:OF )?(?:THE )?FULL (?:PROJECT GUTENBERG )?LICEN[CS]E"
    r")",
    re.IGNORECASE,
)
_NAME = re.compile(
    r"Project Gutenberg|gutenberg\.(?:org|net|ca|au)|Distributed Proofreaders Canada|\bEtexts?\b", re.IGNORECASE
)
LICENCE = re.compile(
    r"Project Gutenberg|gutenberg\.(?:org|net|ca)|Distributed Proofreaders (?:Canada|of Europe)|fadedpage|FREE ebooks"
    r"|public domain in (?:Australia|Canada|the United States)|\(C\)opyright \d{4} by Project",
    re.IGNORECASE,
)
"""Words that no story uses: a paragraph of a title page or of the last page that holds them is licence."""

_HEAD_LINES = 120
"""Lines in which a header names itself."""
_HEADER_LINES = 900
"""Lines that the longest header takes: a small print with a list of addresses."""


@dataclass(frozen=True, slots=True)
class Extent:
    """Which lines are the book."""

    start: int
    """The first line after the header."""
    stop: int
    """The first line of the licence at the end."""
    found: bool
    """Does the text call itself a Gutenberg text at all?"""


def find_extent(lines: list[str]) -> Extent:
    """Where the header ends and the licence begins; the whole text where there are none. Lines may be of any length."""
    head = [line[:200] for line in lines[:_HEAD_LINES]]
    if not any(map(_NAME.search, head)):
        return Extent(0, len(lines), found=False)
    start = 0
    for index, line in enumerate(lines[:_HEADER_LINES]):
        if len(line) < 200 and _END.match(line) and not _START.match(line):  # noqa: PLR2004
            break
        if _START.match(line[:200]):
            start = _closing(lines, index) + 1
    stop = len(lines)
    for index in range(start, len(lines)):
        if len(lines[index]) < 200 and _END.match(lines[index]):  # noqa: PLR2004
            stop = index
            break
    return Extent(start, stop, found=True)


def _closing(lines: list[str], index: int) -> int:
    """The line on which a marker that fills two or three lines ends with its asterisks."""
    for ahead in range(index, min(index + 4, len(lines))):
        line = lines[ahead].strip()
        if line.endswith("*") or (ahead > index and not line):
            return ahead if line else ahead - 1
    return index
