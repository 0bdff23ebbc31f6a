"""The word lists that ship with the package, read once: what is data in the rules stands in data/punkt/*.toml."""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from importlib import resources

WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
"""A word with its inner apostrophes, full stops and hyphens: don't, U.S, Jean-Luc."""

_CONTRACTION = re.compile(r"'(?:s|d|m|ll|re|ve)$")


@cache
def word_list(table: str, name: str) -> frozenset[str]:
    """The list `name` of the data file `table`, lower case; a string in it holds one word, a list phrases as well."""
    value = _table(table)[name]
    return frozenset(value.split() if isinstance(value, str) else value)


def words(name: str) -> frozenset[str]:
    """A list of words.toml."""
    return word_list("words", name)


def abbreviations(name: str) -> frozenset[str]:
    """A list of abbreviations.toml, without the last full stops."""
    return word_list("abbreviations", name)


def plain(word: str) -> str:
    """The word in lower case, its apostrophes straight."""
    return word.lower().replace("’", "'")


@lru_cache(maxsize=4096)
def is_starter(word: str) -> bool:
    """Whether the word belongs to the closed classes that begin sentences and no names; "He'd" counts as "He"."""
    key = plain(word)
    starters = words("starters")
    return key in starters or _CONTRACTION.sub("", key) in starters


def may_be_name(word: str) -> bool:
    """Whether the word, which has a capital, may be a name where it stands."""
    key = plain(word)
    if key in words("starters_and_names"):
        return True
    return not is_starter(word) and not (key.endswith("ly") and key not in words("names_in_ly"))


@lru_cache(maxsize=4096)
def is_finite_verb(word: str) -> bool:
    """Whether the word, in lower case, is likely to be the verb of a clause."""
    return word in words("finite") or (len(word) > 4 and word.endswith("ed") and word.islower())  # noqa: PLR2004  "bed"


@cache
def _table(name: str) -> dict[str, str | list[str]]:
    file = resources.files("talecast").joinpath("data", "punkt", f"{name}.toml")
    return tomllib.loads(file.read_text(encoding="utf-8"))
