"""What a JPEG says of itself."""

from __future__ import annotations

import struct


def jpeg_size(jpeg: bytes) -> tuple[int, int]:
    """Width and height in pixels from a JPEG's start-of-frame segment (ITU-T T.81, B.2.2); zeros where it has none."""
    place = 2
    while place + 9 <= len(jpeg) and jpeg[place] == 0xFF:  # noqa: PLR2004
        marker, length = jpeg[place + 1], int.from_bytes(jpeg[place + 2 : place + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:  # noqa: PLR2004
            height, width = struct.unpack_from(">HH", jpeg, place + 5)
            return width, height
        place += 2 + length
    return 0, 0
