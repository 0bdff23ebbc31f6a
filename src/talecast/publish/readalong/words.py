"""The words of a sentence with what stands among them: ends of lines, where pages begin, marks of notes."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from talecast.publish.readalong.markup import IN_XHTML, attributes, escape, in_language

if TYPE_CHECKING:
    from collections.abc import Sequence

    from talecast.publish.narrated import ToldSentence


def marked_words(
    sentence: ToldSentence,
    pages: Sequence[str],
    marks: Sequence[str],
    line_break: str = "<br/>",
    languages: Sequence[str] = IN_XHTML,
) -> str:
    """The sentence's text as markup, with what is written where.

    `pages` has the markup of each page that begins in the middle of it, `marks` that of each mark of a note; `languages` are
    the attributes that name the language of words in another one.
    """
    inside = (page.at for page in sentence.pages if page.at)
    points = [(at, 1, sign) for at, sign in zip(inside, pages, strict=True)]
    points += [(mark.at, 2, sign) for mark, sign in zip(sentence.marks, marks, strict=True)]
    for one in sentence.tongues:
        points += [(one.start, 3, f"<span{attributes(in_language(one.language, languages))}>"), (one.end, 0, "</span>")]
    points.sort(key=lambda point: point[:2])
    edges = [0, *(at for at, _, _ in points), len(sentence.text)]
    parts = [escape(sentence.text[start:end]).replace("\n", line_break) for start, end in pairwise(edges)]
    return "".join(part + sign for part, sign in zip(parts, [*(sign for _, _, sign in points), ""], strict=True))
