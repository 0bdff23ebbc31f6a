"""What a drawn cover looks like, apart from drawing it: colours, words, lines. Pure."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    Measure = Callable[[str, int], float]
    """The width in pixels of a text at a font's size in pixels."""
    Colour = tuple[int, int, int]

MARK_CELLS = 5
"""Squares a side of the mark that stands for a title that cannot be drawn."""


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours of a cover, sRGB, 0 to 255."""

    ground: Colour
    ink: Colour
    accent: Colour
    """For ornaments only, never for words."""


PALETTES = (
    Palette((24, 43, 73), (250, 243, 224), (214, 158, 66)),
    Palette((92, 26, 34), (253, 242, 227), (222, 170, 110)),
    Palette((20, 66, 58), (246, 243, 226), (226, 178, 84)),
    Palette((58, 38, 84), (249, 240, 250), (224, 142, 120)),
    Palette((43, 43, 43), (248, 246, 240), (204, 84, 60)),
    Palette((244, 234, 213), (52, 30, 20), (176, 62, 42)),
    Palette((222, 233, 232), (16, 44, 58), (44, 122, 130)),
    Palette((236, 226, 236), (54, 22, 62), (140, 74, 140)),
)
LEAST_CONTRAST = 7.0
"""Of ink on ground: WCAG 2.2, success criterion 1.4.6 (AAA)."""


@dataclass(frozen=True, slots=True)
class Style:
    """How one text of the cover is set."""

    font: str
    """A file of the font package."""
    sizes_px: range
    """Tried in turn, from the largest down."""
    break_words_px: int
    """From this size down a word that is too wide is broken."""
    line_height: float
    """Times the size."""
    width_px: int
    height_px: int


def choose_palette(title: str) -> Palette:
    """The same palette for the same title, on every machine."""
    return PALETTES[_digest(title)[0] % len(PALETTES)]


def contrast(one: Colour, other: Colour) -> float:
    """The contrast ratio of two sRGB colours, 1 to 21 (WCAG 2.2, "contrast ratio" and "relative luminance")."""

    def luminance(colour: Colour) -> float:
        red, green, blue = (
            value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 - sRGB's curve
            for value in (channel / 255 for channel in colour)
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def drawable(text: str, missing: Callable[[str], frozenset[str]], romanise: Callable[[str], str] | None) -> str:
    """`text` in letters that a font has: as it is, else romanised word by word, else with what is missing left out.

    `missing` tells the characters of a text that the font has not. Empty where no letter or digit is left.
    """
    words = [romanise(word) if romanise and missing(word) else word for word in text.split()]
    lacking = missing("".join(words))
    kept = " ".join("".join(" " if character in lacking else character for character in " ".join(words)).split())
    return kept if any(character.isalnum() for character in kept) else ""


def shorten(text: str, limit: int) -> str:
    """`text` cut at a word, with an ellipsis, where it has more than `limit` characters."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    at_word = cut.rpartition(" ")[0]
    return (at_word if len(at_word) > limit // 2 else cut).rstrip(" ,;:.-–—") + "…"


def fit_lines(text: str, style: Style, measure: Measure) -> tuple[tuple[str, ...], int]:
    """Lines and the largest size in pixels at which `text` fits its box; what the smallest cannot fit is left out."""
    words = text.split()
    lines: tuple[str, ...] = ()
    for size in style.sizes_px:

        def width(line: str, size: int = size) -> float:
            return measure(line, size)

        unbroken = size > style.break_words_px
        pieces = words if unbroken else [piece for word in words for piece in _broken(word, width, style.width_px)]
        lines = _wrapped(pieces, width, style.width_px)
        if lines and len(lines) * size * style.line_height <= style.height_px:
            return lines, size
    size = style.sizes_px[-1]
    return lines[: int(style.height_px // (size * style.line_height))], size


@cache
def mark_squares(title: str) -> tuple[tuple[int, int], ...]:
    """The filled squares, as column and row, of a mirrored mark from the title's hash."""
    bits = int.from_bytes(_digest(title)[1:4], "big") | 1 << 7  # one of the middle is always filled
    half = MARK_CELLS // 2 + 1
    filled = [(column, row) for row in range(MARK_CELLS) for column in range(half) if bits >> (row * half + column) & 1]
    mirrored = ((MARK_CELLS - 1 - column, row) for column, row in filled)
    return tuple(dict.fromkeys((*filled, *mirrored)))


def _digest(title: str) -> bytes:
    return hashlib.sha256(title.encode("utf-8", "replace")).digest()


def _wrapped(words: Sequence[str], width: Callable[[str], float], width_px: int) -> tuple[str, ...]:
    """`words` on as few lines as they need, the lines as even as may be; none where a word alone is too wide."""
    widest = max(map(width, words), default=0)
    if widest > width_px:
        return ()
    fewest = len(_filled(words, width, width_px))
    low, high = int(widest), width_px
    while low < high:
        middle = (low + high) // 2
        if len(_filled(words, width, middle)) <= fewest:
            high = middle
        else:
            low = middle + 1
    return _filled(words, width, high)


def _filled(words: Sequence[str], width: Callable[[str], float], width_px: int) -> tuple[str, ...]:
    lines: list[str] = []
    for word in words:
        if lines and width(f"{lines[-1]} {word}") <= width_px:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return tuple(lines)


def _broken(word: str, width: Callable[[str], float], width_px: int) -> Iterator[str]:
    if width(word) <= width_px:
        yield word
        return
    piece = ""
    for character in word:
        if piece and width(f"{piece}{character}-") > width_px:
            yield f"{piece}-"
            piece = ""
        piece += character
    yield piece
