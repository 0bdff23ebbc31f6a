"""Ornaments: what stands between two scenes in place of words, and what decorates a heading."""

from __future__ import annotations

import re

LONGEST_ORNAMENT = 120
"""Characters of one line."""

_QUOTES = "\"'“”‘’„«»‚‹›"
_SPEECH = re.compile(rf"[{_QUOTES}][^{_QUOTES}]*[{_QUOTES}]|[?!¿¡‽]+")
_WORDS = re.compile(
    r"[\W_]*(?:(?:scene|line|page|section|story|paragraph|chapter|pov|time|horizontal)[\s_-]*"
    r"(?:break|breaker|skip|change|divider|shift|rule|jump)|linebreak|pagebreak|timeskip|break)[\W_]*",
    re.IGNORECASE,
)
_LONE_WORDS = re.compile(r"(?:scene|line|page|section)[\s-]?break|linebreak|pagebreak", re.IGNORECASE)
_HEARTS = re.compile(r"[\W_]*(?:<[/\\]?3[\W_]*)+|[\W_]*(?:[\W_]*[oO0xX]?<[/\\]?3)+[\W_]*")
_LETTERED = re.compile(r"[^\W_]+")
_EDGE = "*~=_#+•⁂❦❧☙✦✧★☆◆◇|^-–—"


def is_ornament(line: str) -> bool:
    """Does a folded line hold an ornament and no words: `* * *`, `---`, `#`, `⁂`, `oOo`, `xXx`, `<3<3<3`, `[scene break]`?"""
    if not line or len(line) > LONGEST_ORNAMENT:
        return False
    if not any(map(str.isalnum, line)):
        return not _SPEECH.fullmatch(line) and any(character not in _QUOTES for character in line)
    return _is_lettered(line) or bool(_HEARTS.fullmatch(line)) or _is_named(line)


def is_rule(line: str) -> bool:
    """A row of one kind of stroke, which under a short line is an underline and no break."""
    return len(line) >= 3 and len(set(line)) == 1 and line[0] in "-=~_*^\"'#+–—─═"  # noqa: PLR2004 - `--` is a dash


def undecorated(line: str) -> str:
    """A heading without the ornaments around it: `~*~ Chapter 2 ~*~` is `Chapter 2`."""
    core = line.strip()
    left, right = core.lstrip(_EDGE + " "), core.rstrip(_EDGE + " ")
    if len(left) < len(core) and len(right) < len(core):
        return core.strip(_EDGE + " ") or core
    return left if len(left) < len(core) and core[:1] in "*~=#+•⁂" else core


def _is_named(line: str) -> bool:
    return bool(_WORDS.fullmatch(line)) and (not line[0].isalnum() or bool(_LONE_WORDS.fullmatch(line.strip(" .:"))))


def _is_lettered(line: str) -> bool:
    """`oOo`, `xXx`, `-x-`, `o0o`, `x x x`, `~S~S~S~`: few letters, the same forwards and backwards."""
    tokens = _LETTERED.findall(line)
    letters = "".join(tokens)
    symbols = len(re.sub(r"[\w\s]", "", line)) + line.count("_")
    if any(token.isdigit() and token.strip("0") for token in tokens) or letters.strip("0") == "":
        return False
    kinds = set(letters.casefold())
    if kinds <= set("o0x"):
        return _is_woven(letters, tokens, symbols)
    return (
        len(tokens) >= 3  # noqa: PLR2004 - two initials are a name
        and len(kinds) == 1
        and all(len(token) == 1 for token in tokens)
        and symbols >= len(tokens) - 1
    )


def _is_woven(letters: str, tokens: list[str], symbols: int) -> bool:
    same_backwards = letters == letters[::-1] or letters.casefold() == letters.casefold()[::-1]
    if symbols >= 2:  # noqa: PLR2004 - something on either side
        return True
    if len(tokens) > 1:
        return same_backwards or len(set(tokens)) == 1
    if letters in ("x", "o"):
        return True
    if set(letters) == {"X"}:
        return False  # ten, twenty, thirty: the outline decides
    if len(letters) < 3 or letters.casefold() in ("xoxo", "xoxox"):  # noqa: PLR2004
        return False
    return same_backwards or len(letters) >= 5  # noqa: PLR2004
