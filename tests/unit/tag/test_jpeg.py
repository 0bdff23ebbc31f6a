"""The header of a JPEG."""

from __future__ import annotations

from talecast.tag.cover import draw_cover
from talecast.tag.jpeg import jpeg_size


def test_the_size_of_a_picture_is_read_from_its_header() -> None:
    cover = draw_cover("Lamps", ())
    assert jpeg_size(cover) == (1600, 1600)
    assert jpeg_size(b"no picture") == (0, 0)
    assert jpeg_size(cover[:20]) == (0, 0)
