"""The door of Pillow: a cover is drawn from title and authors, or made from a user's picture, and measured."""

from __future__ import annotations

import warnings
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Any

from talecast.errors import CheckError, SourceError, TalecastError
from talecast.tag.layout import MARK_CELLS, Palette, Style, choose_palette, drawable, fit_lines, mark_squares, shorten

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

SIDE_PX = 1600
"""Pixels a side of a drawn cover; Apple wants 1400 to 3000."""
LEAST_PX, MOST_PX = 1400, 3000
JPEG_QUALITY = 90
MAX_SHOWN_CHARS = 120
"""Of a longer title the cover shows the head in letters that can be read; the whole is in the tags."""

FONT_PACKAGE = "font_source_serif_pro"
"""Source Serif Pro (OFL 1.1): pip alone brings it, with Latin, Greek and Cyrillic; Pillow's own has ASCII alone."""
TITLE = Style("SourceSerifPro-Bold.ttf", range(420, 72, -12), 150, 1.06, SIDE_PX - 310, 960)
"""150 px are 9 px on a cover of 100 px, which can still be read."""
AUTHORS = Style("SourceSerifPro-Semibold.ttf", range(120, 56, -8), 64, 1.25, SIDE_PX - 310, 230)
TITLE_MIDDLE_PX, AUTHORS_MIDDLE_PX = 635, 1345
"""From the top, when both are there; a title alone stands in the middle."""


@dataclass(frozen=True, slots=True)
class CoverFacts:
    """What a picture file is."""

    width_px: int
    height_px: int
    mode: str
    """Pillow's word for the kind of pixels: "RGB", "CMYK", "L" …"""
    format: str
    """Such as "JPEG"."""


def draw_cover(title: str, creators: tuple[str, ...], romanise: Callable[[str], str] | None = None) -> bytes:
    """An RGB JPEG of 1600 by 1600 pixels with title and authors, a function of its arguments alone.

    The font has Latin, Greek and Cyrillic letters. Words in other scripts are drawn as `romanise` spells them; without
    it, or where nothing is left to draw, a mark of squares stands for the title.
    """
    from PIL import Image, ImageDraw

    palette = choose_palette(title)
    image = Image.new("RGB", (SIDE_PX, SIDE_PX), palette.ground)
    draw = ImageDraw.Draw(image)
    shown_title = shorten(drawable(title, _missing, romanise), MAX_SHOWN_CHARS)
    shown_authors = shorten(drawable(", ".join(creators), _missing, romanise), MAX_SHOWN_CHARS)
    _draw_frame(draw, palette)
    if shown_title:
        _draw_text(draw, shown_title, TITLE, TITLE_MIDDLE_PX if shown_authors else SIDE_PX // 2, palette)
    else:
        _draw_mark(draw, title, TITLE_MIDDLE_PX if shown_authors else SIDE_PX // 2, palette)
    if shown_authors:
        _draw_rule(draw, AUTHORS_MIDDLE_PX - AUTHORS.height_px // 2 - 24, palette)
        _draw_text(draw, shown_authors, AUTHORS, AUTHORS_MIDDLE_PX, palette)
    return _jpeg(image)


def load_cover(picture: Path | bytes) -> bytes:
    """A picture, from its file or its bytes, as a square RGB JPEG of 1400 to 3000 pixels.

    It is turned upright, and padded in its own edge's colour.

    Raises SourceError for what is no picture, is too large to open safely, or cannot be read.
    """
    from PIL import Image, ImageOps

    tip = "Give a JPEG or PNG picture, best a square one of 1400 to 3000 pixels, or leave --cover out."
    name = "of the source" if isinstance(picture, bytes) else picture.name
    file = BytesIO(picture) if isinstance(picture, bytes) else picture
    with _ours(f"The cover {name}", tip, SourceError), Image.open(file) as opened:
        image = _flattened(ImageOps.exif_transpose(opened))
        side = min(max(image.width, image.height, LEAST_PX), MOST_PX)
        return _jpeg(_squared(image, side))


def still_picture(file: BytesIO) -> tuple[str, bytes]:
    """A picture that browsers and readers show, as its suffix and its bytes: a JPEG or PNG as it is, anything else as a PNG.

    Raises SourceError for what is no picture, is damaged, or is too large to open safely.
    """
    from PIL import Image

    with _ours("A picture of the source", "", SourceError), Image.open(file) as opened:
        opened.load()
        if opened.format in ("JPEG", "PNG") and not getattr(opened, "is_animated", False):
            return {"JPEG": "jpg", "PNG": "png"}[opened.format], file.getvalue()
        buffer = BytesIO()
        opened.convert("RGBA" if opened.has_transparency_data else "RGB").save(buffer, "PNG", optimize=True)
        return "png", buffer.getvalue()


def cover_facts(data: bytes) -> CoverFacts:
    """Size, kind of pixels and format of a picture file.

    Raises CheckError where the bytes are no picture or are cut short.
    """
    from PIL import Image

    with _ours("The cover", "Narrate the book again.", CheckError), Image.open(BytesIO(data)) as image:
        image.load()
        return CoverFacts(image.width, image.height, image.mode, image.format or "")


def picture_size(data: bytes) -> tuple[int, int]:
    """Width and height of a picture file in pixels, from its header. Raises CheckError where the bytes are no picture."""
    from PIL import Image

    with _ours("The cover", "Narrate the book again.", CheckError), Image.open(BytesIO(data)) as image:
        return image.width, image.height


@contextmanager
def _ours(what: str, tip: str, error_class: type[TalecastError]) -> Iterator[None]:
    """Pillow's errors as ours. Its warning of a decompression bomb, at 89 megapixels, is taken for one."""
    from PIL import Image, UnidentifiedImageError

    bombs = (Image.DecompressionBombWarning, Image.DecompressionBombError, MemoryError)
    odd = (OSError, ValueError, SyntaxError, EOFError, LookupError, TypeError, ArithmeticError)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            yield
        except bombs as error:
            raise error_class(f"{what} has too many pixels to be opened.", tip) from error
        except UnidentifiedImageError as error:
            raise error_class(f"{what} is no picture that can be read.", tip) from error
        except odd as error:
            reason = str(error).rstrip(".") or type(error).__name__
            raise error_class(f"{what} cannot be read: {reason}.", tip) from error


# --- fonts --------------------------------------------------------------------------------------------------------


@cache
def _font(name: str, size_px: int) -> Any:
    from PIL import ImageFont

    # The basic layout is in every Pillow; the other one depends on libraries of the machine.
    return ImageFont.truetype(BytesIO(_font_file(name)), size_px, layout_engine=ImageFont.Layout.BASIC)


@cache
def _font_file(name: str) -> bytes:
    from importlib.resources import files

    return files(FONT_PACKAGE).joinpath("files", name).read_bytes()


def _missing(text: str) -> frozenset[str]:
    """The characters of `text` that are drawn as the font's box for a missing one."""
    return frozenset(character for character in set(text) if not character.isspace() and not _has_glyph(character))


@cache
def _has_glyph(character: str) -> bool:
    return _look(character) != _look("\uffff")


def _look(character: str) -> tuple[tuple[int, int], bytes]:
    mask = _font(TITLE.font, 40).getmask(character)
    return mask.size, bytes(mask)


# --- drawing ------------------------------------------------------------------------------------------------------


def _draw_text(draw: Any, text: str, style: Style, middle_px: int, palette: Palette) -> None:
    """Lines centred on the cover and around `middle_px` from its top, by the height of capitals and not of accents."""
    lines, size = fit_lines(text, style, lambda line, size: _font(style.font, size).getlength(line))
    font, step = _font(style.font, size), size * style.line_height
    _, top, _, bottom = font.getbbox("H", anchor="ls")
    first = middle_px - (len(lines) - 1) * step / 2 - (top + bottom) / 2
    for index, line in enumerate(lines):
        draw.text((SIDE_PX / 2, first + index * step), line, font=font, fill=palette.ink, anchor="ms")


def _draw_rule(draw: Any, top_px: int, palette: Palette) -> None:
    draw.rectangle((SIDE_PX / 2 - 130, top_px - 5, SIDE_PX / 2 + 130, top_px + 5), fill=palette.accent)


def _draw_frame(draw: Any, palette: Palette) -> None:
    draw.rectangle((48, 48, SIDE_PX - 49, SIDE_PX - 49), outline=palette.accent, width=10)
    draw.rectangle((70, 70, SIDE_PX - 71, SIDE_PX - 71), outline=palette.accent, width=3)


def _draw_mark(draw: Any, title: str, middle_px: int, palette: Palette) -> None:
    cell, gap = 180, 8
    left, top = (SIDE_PX - MARK_CELLS * cell) // 2, middle_px - MARK_CELLS * cell // 2
    for column, row in mark_squares(title):
        x, y = left + column * cell, top + row * cell
        draw.rectangle((x + gap, y + gap, x + cell - gap, y + cell - gap), fill=palette.ink)


# --- pictures -----------------------------------------------------------------------------------------------------


def _flattened(image: Any) -> Any:
    """An RGB picture; what shows through it is white, as on the page it was made for."""
    from PIL import Image

    if image.mode.startswith(("I", "F")):  # 16 bits and more a pixel: the picture's own range becomes 0 to 255
        image = image.convert("F")
        low, high = image.getextrema()
        scale = 255 / ((high - low) or 1)
        return image.point(lambda value: value * scale - low * scale).convert("L").convert("RGB")
    if image.has_transparency_data:
        layer = image.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", layer.size, "white"), layer).convert("RGB")
    return image.convert("RGB")


def _squared(image: Any, side_px: int) -> Any:
    from PIL import Image, ImageStat

    scale = side_px / max(image.width, image.height)
    size = max(1, round(image.width * scale)), max(1, round(image.height * scale))
    if size != image.size:
        image = image.resize(size, Image.Resampling.LANCZOS)
    if image.size == (side_px, side_px):
        return image
    means = [ImageStat.Stat(edge).mean for edge in _edges(image)]
    colour = tuple(round((one + other) / 2) for one, other in zip(*means, strict=True))
    square = Image.new("RGB", (side_px, side_px), colour)
    square.paste(image, ((side_px - image.width) // 2, (side_px - image.height) // 2))
    return square


def _edges(image: Any) -> tuple[Any, Any]:
    """The two outermost lines of pixels that the padding will lie against."""
    width, height = image.size
    if width < height:
        return image.crop((0, 0, 1, height)), image.crop((width - 1, 0, width, height))
    return image.crop((0, 0, width, 1)), image.crop((0, height - 1, width, height))


def _jpeg(image: Any) -> bytes:
    """A baseline JPEG without metadata; 4:4:4, since coloured letters fray at less."""
    buffer = BytesIO()
    image.save(buffer, "JPEG", quality=JPEG_QUALITY, subsampling=0, optimize=True)
    return buffer.getvalue()
