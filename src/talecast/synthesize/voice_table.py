"""What a profile may say: each key of its TOML table, checked. Whatever is wrong is told in one sentence."""

from __future__ import annotations

import json
import math
import os
import re
import tomllib
from dataclasses import fields
from typing import TYPE_CHECKING, Any, cast

from talecast.errors import VoiceError
from talecast.model import Pace, VoiceFile
from talecast.synthesize.address import is_allowed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from talecast.model import VoiceProfile

MEND = "Mend the file or move it away."
REQUIRED = ("engine", "engine_voice", "language", "description", "licence", "narrator", "pace")
LARGEST_FILE_BYTES = 10**10
LARGEST_WPM = 2_000
LONGEST_NAME_BYTES, LONGEST_PATH_BYTES = 255, 4_000
"""What file systems allow, and a little less than what Linux does."""
QUOTED_CHARACTERS = 60

_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,5}")
_FILE_NAME = re.compile(r"\w[\w.+-]{0,127}")
"""No folder, no drive, and no dot in front: those are the names of what is still being fetched."""
_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)


def read_table(path: Path) -> dict[str, Any]:
    """The table of a profile, unchecked. Raises VoiceError for a file that is no TOML."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, OSError, RecursionError) as error:  # ValueError: no UTF-8, no TOML, or a number of 5,000 digits
        raise VoiceError(f"The voice profile {path} cannot be read: {str(error).rstrip('.')}.", MEND) from error


def checked(table: Mapping[str, Any], path: Path) -> dict[str, Any]:
    """The values of a profile's keys, as VoiceProfile and the blends take them. Raises VoiceError for the first wrong one."""
    values = {}
    for key, value in table.items():
        if key not in _CHECKS:
            raise VoiceError(f"The voice profile {path} has an unknown key: {_key(key)}.", MEND)
        try:
            values[key] = _CHECKS[key](value)
        except ValueError as fault:
            raise VoiceError(f"In the voice profile {path}, {key} {fault}.", MEND) from fault
    if values.get("slowest_rate", 0.5) > values.get("fastest_rate", 2.5):
        raise VoiceError(f"In the voice profile {path}, slowest_rate is above fastest_rate.", MEND)
    return values


def require_whole(values: Mapping[str, Any], path: Path) -> None:
    """Raises VoiceError for a profile that lacks a key."""
    if lacking := [key for key in REQUIRED if key not in values]:
        raise VoiceError(f"The voice profile {path} lacks the key {lacking[0]}.", MEND)


def profile_toml(profile: VoiceProfile) -> str:
    """The profile as a file says it, read again without a difference."""
    keys = ("engine", "engine_voice", "language", "description", "licence", "narrator", "rate", "pitch", "gain_db")
    lines = [_line(key, getattr(profile, key)) for key in (*keys, "slowest_rate", "fastest_rate")]
    lines += [_line("intelligible_wpm", profile.intelligible_wpm)] if profile.intelligible_wpm else []
    lines += ["", "[pace]", *(_line(field.name, getattr(profile.pace, field.name)) for field in fields(Pace))]
    for file in profile.files:
        lines += ["", "[[files]]", *(_line(field.name, getattr(file, field.name)) for field in fields(VoiceFile))]
    return "\n".join([*lines, ""])


def quoted(value: object) -> str:
    """A value as an error shows it: on one line, and not all of it where it is long."""
    text = repr(value)
    return text if len(text) <= QUOTED_CHARACTERS else f"{text[:QUOTED_CHARACTERS]}…"


def _key(name: str) -> str:
    return name if name.isprintable() and len(name) <= QUOTED_CHARACTERS else quoted(name)


def checked_weight(value: Any) -> float:
    """The weight of a blend's part. Raises ValueError."""
    weight = _number(0, math.inf)(value)
    if not weight:
        raise ValueError("should be above 0")
    return weight


def _line(key: str, value: str | float) -> str:
    """A text of one line is the same in JSON and in TOML."""
    return f"{key} = {json.dumps(value, ensure_ascii=False)}"


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.isprintable():
        raise ValueError("should be a text of one line")
    return value


def _engine(value: Any) -> str:
    if not _text(value):
        raise ValueError("should name one")
    return cast("str", value)


def _engine_voice(value: Any) -> str:
    """It may be the name or the path of a file, so it must be one that can be looked for."""
    longest = max(len(os.fsencode(part)) for part in re.split(r"[/\\]", _text(value)))
    if longest > LONGEST_NAME_BYTES or len(os.fsencode(value)) > LONGEST_PATH_BYTES:
        raise ValueError("is longer than any voice's or file's name")
    return cast("str", value)


def _language(value: Any) -> str:
    if not _LANGUAGE.fullmatch(_text(value)):
        raise ValueError("should be a tag such as en or en-GB")
    return cast("str", value)


def _number(low: float, high: float) -> Callable[[Any], float]:
    def check(value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise ValueError("should be a number")
        if not low <= value <= high:
            raise ValueError(f"should lie between {low:g} and {high:g}" if math.isfinite(high) else "should be above 0")
        return float(value)

    return check


def _count(value: Any) -> int:
    if type(value) is not int or not 0 <= value <= LARGEST_WPM:
        raise ValueError(f"should be a whole number between 0 and {LARGEST_WPM}")
    return value


def _pitch(value: Any) -> int:
    if type(value) is not int or not 0 <= value <= 100:  # noqa: PLR2004 - eSpeak's scale
        raise ValueError("should be a whole number between 0 and 100")
    return value


def _pace(value: Any) -> Pace:
    keys = {field.name for field in fields(Pace)}
    if not isinstance(value, dict) or set(value) != keys:
        raise ValueError(f"should be a table with {', '.join(sorted(keys))}, and nothing else")
    pace = Pace(**{key: _number(0, 10_000)(entry) for key, entry in value.items()})
    if not pace.ms_per_letter + pace.ms_per_word:
        raise ValueError("should be of a voice that takes time")
    return pace


def _files(value: Any) -> tuple[VoiceFile, ...]:
    if not isinstance(value, list):
        raise ValueError("should be tables, each under [[files]]")  # noqa: TRY004 - told as every other wrong value
    files = tuple(map(_file, value))
    if len({file.name.casefold() for file in files}) < len(files):
        raise ValueError("has a name twice")
    return files


def _file(value: Any) -> VoiceFile:
    if not isinstance(value, dict) or set(value) != {"name", "url", "bytes", "sha256"}:
        raise ValueError("should have name, url, bytes and sha256 in each table, and nothing else")
    name, url, size, sha256 = (value[key] for key in ("name", "url", "bytes", "sha256"))
    if not isinstance(name, str) or not _FILE_NAME.fullmatch(name) or name.casefold().endswith(".toml"):
        raise ValueError(f"has the name {quoted(name)}: it should be a plain file's name, and not a profile's")
    if not isinstance(url, str) or not is_allowed(url):
        raise ValueError(f"has the url {quoted(url)}: it should begin with https://")
    if type(size) is not int or not 0 < size <= LARGEST_FILE_BYTES:
        raise ValueError(f"has the bytes {quoted(size)}: it should be how many the file has")
    if not isinstance(sha256, str) or not _SHA256.fullmatch(sha256.lower()):
        raise ValueError(f"has the sha256 {quoted(sha256)}: it should be 64 hexadecimal digits")
    return VoiceFile(name, url, size, sha256.lower())


def _blend(value: Any) -> dict[str, float]:
    if not isinstance(value, dict) or not value:
        raise ValueError("should be a table of voices and their weights")
    for name, entry in value.items():
        try:
            checked_weight(entry)
        except ValueError as fault:
            raise ValueError(f"has the weight {quoted(entry)} for {_key(name)}: it {fault}") from fault
    return {name: float(entry) for name, entry in value.items()}


_CHECKS: dict[str, Callable[[Any], Any]] = {
    "engine": _engine,
    "engine_voice": _engine_voice,
    "language": _language,
    "description": _text,
    "licence": _text,
    "narrator": _text,
    "pace": _pace,
    "rate": _number(0.1, 10),
    "pitch": _pitch,
    "gain_db": _number(-30, 30),
    "files": _files,
    "slowest_rate": _number(0.1, 1),
    "fastest_rate": _number(1, 10),
    "intelligible_wpm": _count,
    "blend": _blend,
}
