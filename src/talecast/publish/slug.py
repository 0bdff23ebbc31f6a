"""Names for folders and files: ASCII, lower case, sorting in order. The door of anyascii."""

from __future__ import annotations

import re
import unicodedata

MAX_SLUG_CHARS = 80
"""A slug stands twice in a path, and Windows ends a path at 260 characters."""
MAX_STEM_CHARS = 100
ID_DIGITS = 6

_RESERVED = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))})
"""Names that Windows keeps for devices, with any suffix (Microsoft, "Naming Files, Paths, and Namespaces")."""

_APOSTROPHE = re.compile(r"(?<=[^\W_])['’ʼ`´](?=[^\W_])")
"""Inside a word: "Alice's" is one word in a name too."""
_NOT_A_WORD = re.compile(r"[^a-z0-9]+")


def slugify(title: str, book_id: str) -> str:
    """The book's name for folders and files: `title`'s words in ASCII, joined with hyphens; never empty or reserved.

    A title without a letter or digit becomes "book-" and six hexadecimal digits of `book_id`.
    """
    slug = ascii_words(title, MAX_SLUG_CHARS)
    if not slug:
        return f"book-{book_id.replace('-', '')[:ID_DIGITS]}"
    return f"{slug}-book" if slug in _RESERVED else slug


def chapter_stem(number: int, total: int, title: str) -> str:
    """A chapter's file name without suffix: its number in as many digits as `total`, at least two, and its title."""
    count = f"{number:0{max(2, len(str(total)))}d}"
    return f"{count}-{ascii_words(title, MAX_STEM_CHARS - len(count) - 1) or 'chapter'}"


def romanise(text: str) -> str:
    """`text` with each letter and digit in ASCII, as near as a table can; everything else is as it was."""
    from anyascii import anyascii

    if text.isascii():
        return text
    return "".join(
        anyascii(character) if not character.isascii() and unicodedata.category(character)[0] in "LMN" else character
        for character in unicodedata.normalize("NFC", text)
    )


def ascii_words(text: str, limit: int) -> str:
    """The words of `text` in lower-case ASCII, joined with hyphens; cut at a word after at most `limit` characters."""
    joined = _APOSTROPHE.sub("", text[: 20 * limit])
    words = _NOT_A_WORD.sub("-", romanise(joined).lower()).strip("-")
    if len(words) <= limit:
        return words
    cut, _, _ = words[: limit + 1].rpartition("-")
    return cut or words[:limit]
