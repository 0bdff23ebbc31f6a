"""Header fields at the top of a text: `Title: …` of Gutenberg and of fan fiction archives, and what they tell."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_FIELD = re.compile(r"[\W_]*(?P<key>[A-Za-z](?:[A-Za-z '’/-]{0,30}[A-Za-z])?)[*_ ]*[:=][*_ ]*(?P<value>.*)")
LONGEST_KEY_LINE = 2_000
"""Characters: a summary in one line, and no chapter."""

FULL_TITLE = 50
"""Characters: after a shorter title the next line is a subtitle, after a longer one the title goes on."""

_MEANING = {
    **dict.fromkeys(("title", "story title", "book title", "fic title", "story", "titre", "titel", "título"), "title"),
    **dict.fromkeys(
        ("author", "authors", "author name", "written by", "pen name", "penname", "by", "auteur", "autor"), "author"
    ),
    **dict.fromkeys(("language", "langue", "sprache", "idioma"), "language"),
    "subtitle": "subtitle",
    "series": "series",
    "publisher": "publisher",
    **dict.fromkeys(("genre", "genres"), "genre"),
    **dict.fromkeys(("summary", "full summary", "story summary", "synopsis", "description", "blurb"), "description"),
    "narrator": "narrator",
    **dict.fromkeys(
        ("date", "published", "publication date", "year", "date of publication", "original publication"), "date"
    ),
}
_OTHERS = frozenset(
    "translator|translated by|illustrator|editor|editors|contributor|character set encoding|release date|posting date|"
    "last updated|most recently updated|credits|produced by|credit|ebook no|ebook number|etext no|date first posted|"
    "first posted|date most recently updated|edition|fandom|fandoms|pairing|pairings|ship|ships|relationship|"
    "relationships|character|characters|main characters|rating|rated|ratings|warning|warnings|archive warning|"
    "archive warnings|content warning|content warnings|trigger warning|trigger warnings|tw|cw|category|categories|tags|"
    "additional tags|stats|words|word count|wordcount|length|chapters|chapter|status|updated|completed|posted|"
    "date written|source|url|story url|link|links|website|archive|archived|distribution|feedback|e-mail|email|spoilers|"
    "spoiler|timeline|setting|type|packaged|copyright|isbn|crossover|universe|verse|challenge|prompt|recipient|beta|"
    "betas|beta reader|beta'd by|betaed by|gift for|collections|site|follows|favs|favorites|reviews|id|story id|sequel|"
    "prequel|keywords|subject|licence|license|format|kudos|bookmarks|hits|warnings and tags|"
    "music|cast".split("|")
)


def read_field(line: str) -> tuple[str, str] | None:
    """The key (what it means, else in lower case) and the value of a header line, or None where it is none."""
    if len(line) > LONGEST_KEY_LINE:
        return None
    found = _FIELD.fullmatch(line)
    if found is None:
        return None
    key = found["key"].casefold().replace("’", "'")
    if key in _MEANING:
        return _MEANING[key], found["value"].strip(" *_")
    return (key, found["value"].strip(" *_")) if key in _OTHERS else None


def read_fields(lines: Sequence[str]) -> dict[str, str]:
    """The fields of a header; a line that is set in goes on with the one before. The first of a kind counts.

    `lines` are raw: their indents matter.
    """
    fields: dict[str, str] = {}
    last = ""
    for line in lines:
        stripped = line.strip()
        if not stripped:
            last = ""
        elif (found := read_field(stripped)) and not (last and line[:4].isspace()):
            last = found[0] if found[0] not in fields and found[1] else ""
            fields.setdefault(found[0], found[1])
        elif last and line[:2].isspace() and len(fields[last]) < LONGEST_KEY_LINE:
            if last == "title" and len(fields[last]) < FULL_TITLE:
                fields.setdefault("subtitle", stripped)
            else:
                fields[last] = f"{fields[last]} {stripped}"
        else:
            last = ""
    return fields
