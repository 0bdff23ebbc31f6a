"""The door to nltk: Punkt with the parameters that ship with the package (made by tools/train_punkt.py), no download."""

from __future__ import annotations

import json
import re
import sys
from contextlib import contextmanager, suppress
from functools import cache
from importlib import resources
from importlib.machinery import PathFinder
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

PIECE_CHARS = 10_000
"""How much text Punkt sees at once: nltk gives up on a text that keeps one of its patterns busy for 5 s."""

_STRAIGHT = {"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "…": ".", "‽": "?"}
"""One character for one: marks that nltk knows only in its later versions, or not at all."""

_LETTER = re.compile(r"[^\W_]")


def sentence_starts(text: str) -> set[int]:
    """Where Punkt would begin a new sentence, in characters into the text; the text's own start is not among them."""
    tokenizer = _tokenizer()
    plain = text
    for mark, straight in _STRAIGHT.items():
        plain = plain.replace(mark, straight)
    starts: set[int] = set()
    for begin, end in _pieces(plain):
        if not _LETTER.search(plain, begin, end):
            continue  # nothing to say, and a row of a million exclamation marks would keep Punkt busy
        spans = tokenizer.span_tokenize(plain[begin:end])
        next(spans, None)
        starts.update(begin + start for start, _ in spans)
    return starts


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """Spans of at most PIECE_CHARS characters that tile the text, parted inside a sentence where there is such a place."""
    begin = 0
    while len(text) - begin > PIECE_CHARS:
        limit = begin + PIECE_CHARS
        end = next((i + 1 for i in range(limit - 1, begin + PIECE_CHARS // 2, -1) if _is_inside(text, i)), limit)
        yield begin, end
        begin = end
    yield begin, len(text)


def _is_inside(text: str, space: int) -> bool:
    """Whether no boundary can lie at this white space: lower-case letters on both sides."""
    return text[space].isspace() and text[space - 1].islower() and text[space + 1 : space + 2].islower()


@contextmanager
def _bare_packages(*names: str) -> Iterator[None]:
    """Within, these packages (outermost first) are the folders of their modules and no more: their initialisers do not run.

    Afterwards nothing of them is left among the loaded modules, so that whoever imports them then gets all of them.
    """
    path: list[str] | None = None
    top = names[0]
    for name in names:
        spec = PathFinder.find_spec(name, path)
        if spec is None or spec.submodule_search_locations is None:
            break
        package = ModuleType(name)
        package.__path__ = path = list(spec.submodule_search_locations)
        sys.modules[name] = package
    try:
        yield
    finally:
        for name in [name for name in sys.modules if name == top or name.startswith(f"{top}.")]:
            del sys.modules[name]


def _punkt() -> tuple[Any, Any]:
    """nltk's classes of Punkt's parameters and of the tokenizer, without the 0.6 s and the numpy that the rest of nltk costs."""
    if "nltk" not in sys.modules:
        with suppress(ImportError), _bare_packages("nltk", "nltk.tokenize"):
            from nltk.tokenize.punkt import PunktParameters, PunktSentenceTokenizer

            return PunktParameters, PunktSentenceTokenizer
    from nltk.tokenize.punkt import (
        PunktParameters,
        PunktSentenceTokenizer,
    )  # with everything, should Punkt ever need it

    return PunktParameters, PunktSentenceTokenizer


class _KnownWords(dict[str, int]):
    """How words are written, by nltk's flags; 0 for one that is not known. nltk's own keeps each word it was asked for, too."""

    def __missing__(self, word: str) -> int:
        """Nothing is known of the word, nor will be."""
        return 0


@cache
def _tokenizer() -> Any:
    make_parameters, make_tokenizer = _punkt()
    file = resources.files("talecast").joinpath("data", "punkt", "english.json")
    stored = json.loads(file.read_text(encoding="utf-8"))
    parameters = make_parameters()
    parameters.ortho_context = _KnownWords()
    parameters.abbrev_types.update(stored["abbreviations"])
    parameters.collocations.update((first, second) for first, second in stored["collocations"])
    parameters.sent_starters.update(stored["sentence_starters"])
    for flags, types in stored["orthographic_contexts"].items():
        for word in types:
            parameters.add_ortho_context(word, int(flags))
    return make_tokenizer(parameters)
