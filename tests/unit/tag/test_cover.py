"""Covers: drawn, loaded and measured."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image

from talecast.errors import CheckError, SourceError
from talecast.model import Metadata
from talecast.tag import book_cover, cover_facts, draw_cover, load_cover, picture_digest
from talecast.tag.cover import SIDE_PX, TITLE, _font, _missing, picture_size
from talecast.tag.layout import (
    LEAST_CONTRAST,
    PALETTES,
    Palette,
    choose_palette,
    contrast,
    drawable,
    fit_lines,
    mark_squares,
    shorten,
)

if TYPE_CHECKING:
    from pathlib import Path

TITLES = [
    "It",
    "Corrosion",
    "Alice's Adventures in Wonderland",
    "Преступление и наказание",
    "東京物語",
    "🐈🐈",
    "",
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
    "On and on " * 40,
    "x" * 50_000,
    "a\0b\nc",
]


def opened(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data))


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize("creators", [(), ("Ann Other", "Émile Ωmega")])
def test_a_cover_is_drawn_for_every_title_and_is_what_stores_ask_for(title: str, creators: tuple[str, ...]) -> None:
    facts = cover_facts(draw_cover(title, creators))
    assert (facts.width_px, facts.height_px, facts.mode, facts.format) == (SIDE_PX, SIDE_PX, "RGB", "JPEG")


def test_the_same_book_has_the_same_cover_and_others_have_others() -> None:
    assert draw_cover("Corrosion", ("Ann",)) == draw_cover("Corrosion", ("Ann",))
    assert draw_cover("Corrosion", ("Ann",)) != draw_cover("Corrosion", ("Bo",))
    assert draw_cover("🐈", ()) != draw_cover("🐕", ())


@pytest.mark.parametrize("palette", PALETTES)
def test_words_stand_out_from_their_ground(palette: Palette) -> None:
    assert contrast(palette.ground, palette.ink) >= LEAST_CONTRAST


def test_contrast_is_that_of_the_guidelines() -> None:
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert contrast((119, 119, 119), (255, 255, 255)) == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("title", [title for title in TITLES if _missing(title) == frozenset() and title.split()])
def test_words_lie_within_the_frame_in_letters_that_can_be_read_small(title: str) -> None:
    lines, size = fit_lines(shorten(title, 120), TITLE, lambda line, size: _font(TITLE.font, size).getlength(line))
    assert all(_font(TITLE.font, size).getlength(line) <= TITLE.width_px for line in lines)
    assert len(lines) * size * TITLE.line_height <= TITLE.height_px
    assert size * 100 / SIDE_PX >= 6  # pixels on a cover of 100


def test_nothing_of_a_usual_title_is_left_out() -> None:
    title = "The Strange Case of Dr. Jekyll and Mr. Hyde, and Other Tales of Terror"
    lines, _ = fit_lines(title, TITLE, lambda line, size: _font(TITLE.font, size).getlength(line))
    assert " ".join(lines) == title


def test_the_pixels_of_a_drawn_title_are_ink_in_the_middle_and_ground_at_the_edge() -> None:
    image, palette = opened(draw_cover("Corrosion", ("Ann",))), choose_palette("Corrosion")
    corner = image.getpixel((10, 10))
    assert isinstance(corner, tuple)
    assert all(abs(a - b) < 8 for a, b in zip(corner, palette.ground, strict=True))
    middle = np.asarray(image.crop((300, 500, 1300, 800)).convert("L"))
    assert np.ptp(middle) > 150


def test_words_that_the_font_lacks_are_romanised_and_others_are_not() -> None:
    assert drawable("Война 東京 ☂", _missing, lambda word: {"東京": "Tokyo"}.get(word, word)) == "Война Tokyo"
    assert drawable("東京", _missing, None) == ""
    assert drawable("— 東 —", _missing, None) == ""


def test_a_long_title_is_cut_at_a_word() -> None:
    assert shorten("one two three", 13) == "one two three"
    assert shorten("one two, three", 12) == "one two…"
    assert shorten("x" * 20, 10) == "x" * 9 + "…"


def test_the_mark_of_a_title_that_cannot_be_drawn_is_mirrored_and_never_empty() -> None:
    for title in map(chr, range(0x4E00, 0x4E80)):
        squares = set(mark_squares(title))
        assert squares
        assert squares == {(4 - column, row) for column, row in squares}


# --- pictures of the user's ---------------------------------------------------------------------------------------


def saved(path: Path, image: Image.Image, **options: Any) -> Path:
    image.save(path, **options)
    return path


@pytest.mark.parametrize(
    ("size", "side"),
    [((10, 10), 1400), ((1400, 900), 1400), ((2000, 2000), 2000), ((400, 5000), 3000), ((1, 3000), 3000)],
)
def test_a_picture_of_any_size_becomes_a_square_that_stores_take(
    size: tuple[int, int], side: int, tmp_path: Path
) -> None:
    facts = cover_facts(load_cover(saved(tmp_path / "c.png", Image.new("RGB", size, "teal"))))
    assert (facts.width_px, facts.height_px, facts.mode, facts.format) == (side, side, "RGB", "JPEG")


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "YCbCr", "I;16", "I", "F", "HSV", "LAB"])
def test_a_picture_of_any_mode_becomes_rgb(mode: str, tmp_path: Path) -> None:
    suffix = "tif" if mode in {"CMYK", "YCbCr", "F", "I", "LAB"} else "png"
    image = Image.new("RGB", (30, 20), "white").convert(mode) if mode == "HSV" else Image.new(mode, (30, 20))
    stored = image.convert("RGB") if mode == "HSV" else image
    assert cover_facts(load_cover(saved(tmp_path / f"c.{suffix}", stored))).mode == "RGB"


def test_what_is_transparent_becomes_white(tmp_path: Path) -> None:
    data = load_cover(saved(tmp_path / "c.png", Image.new("RGBA", (50, 50), (0, 0, 0, 0))))
    assert opened(data).getpixel((700, 700)) == (255, 255, 255)


def test_deep_greys_keep_their_shades(tmp_path: Path) -> None:
    image = Image.new("I;16", (20, 20), 0)
    image.paste(65_535, (0, 0, 10, 20))
    left, right = (
        opened(load_cover(saved(tmp_path / "c.png", image))).convert("L").getpixel((x, 700)) for x in (300, 1100)
    )
    assert (left, right) == (255, 0)


def test_a_photograph_taken_sideways_is_turned_upright(tmp_path: Path) -> None:
    image = Image.new("RGB", (40, 20), "black")
    image.paste("white", (0, 0, 20, 20))
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90° clockwise
    turned = opened(load_cover(saved(tmp_path / "c.jpg", image, exif=exif, quality=95))).convert("L")
    shades = np.asarray(turned)
    assert shades[200, 700] > 200
    assert shades[1200, 700] < 50


def test_the_padding_has_the_colour_of_the_edges(tmp_path: Path) -> None:
    image = Image.new("RGB", (400, 1600), (200, 30, 40))
    corner = opened(load_cover(saved(tmp_path / "c.png", image))).getpixel((5, 5))
    assert isinstance(corner, tuple)
    assert all(abs(a - b) < 6 for a, b in zip(corner, (200, 30, 40), strict=True))


@pytest.mark.parametrize(
    "data", [b"", b"no picture at all", b"\x89PNG\r\n\x1a\n" + b"\0" * 50, b"\xff\xd8\xff\xe0" + b"\1" * 99]
)
def test_what_is_no_picture_is_refused_with_a_sentence(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "c.png"
    path.write_bytes(data)
    with pytest.raises(SourceError) as caught:
        load_cover(path)
    assert caught.value.message.startswith("The cover c.png ")
    assert caught.value.tip
    with pytest.raises(CheckError):
        cover_facts(data)


def test_a_picture_cut_short_is_refused(tmp_path: Path) -> None:
    data = draw_cover("X", ())
    (tmp_path / "c.jpg").write_bytes(data[: len(data) // 2])
    with pytest.raises(SourceError):
        load_cover(tmp_path / "c.jpg")
    with pytest.raises(CheckError):
        cover_facts(data[: len(data) // 2])


def test_a_missing_picture_and_a_folder_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "none.png", tmp_path):
        with pytest.raises(SourceError):
            load_cover(path)


def test_a_picture_of_too_many_pixels_is_refused_unopened(tmp_path: Path) -> None:
    path = saved(tmp_path / "c.png", Image.new("1", (20_000, 6_000)))
    with pytest.raises(SourceError, match="too many pixels"):
        load_cover(path)


def test_the_sources_own_picture_is_the_cover_and_a_damaged_one_gives_way_to_a_drawn_one(tmp_path: Path) -> None:
    own = saved(tmp_path / "own.png", Image.new("RGB", (1500, 1500), "teal")).read_bytes()
    drawn = book_cover(Metadata("The Lamp"), "", None, str)
    assert opened(book_cover(Metadata("The Lamp"), "", own, str)).getpixel((700, 700)) == pytest.approx(
        (0, 128, 128), abs=3
    )
    assert book_cover(Metadata("The Lamp"), "", own[:200], str) == drawn


def test_another_picture_of_the_source_is_noticed() -> None:
    assert len({picture_digest("", None), picture_digest("", b"one"), picture_digest("", b"two")}) == 3


def test_the_size_of_a_picture_is_read_from_its_header() -> None:
    assert picture_size(draw_cover("Lamps", ())) == (1600, 1600)
    with pytest.raises(CheckError, match="is no picture"):
        picture_size(b"no picture")
