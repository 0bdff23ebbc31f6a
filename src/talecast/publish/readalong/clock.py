"""Samples as the clock values that overlays are written with."""

from __future__ import annotations


def seconds(samples: int, sample_rate: int, decimals: int = 6) -> str:
    """Seconds with a fixed number of decimals; a microsecond is a twentieth of a sample at 44.1 kHz."""
    return f"{samples / sample_rate:.{decimals}f}"


def clock(samples: int, sample_rate: int, decimals: int = 3) -> str:
    """Hours, minutes and seconds: "0:12:07.250" (SMIL's full clock value)."""
    scale = 10**decimals
    units = round(samples * scale / sample_rate)
    minutes, rest = divmod(units, 60 * scale)
    hours, minutes = divmod(minutes, 60)
    fraction = f".{rest % scale:0{decimals}}" if decimals else ""
    return f"{hours}:{minutes:02}:{rest // scale:02}{fraction}"
