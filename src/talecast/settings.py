"""What a run is asked to do: defaults < config file < flags, in one frozen value."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from talecast.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Mapping

SOUNDS = ("mp3", "m4b", "opus", "flac", "wav")
"""Formats that are sound alone."""
READ_ALONGS = ("epub", "daisy", "daisy3", "html")
"""Formats of text and sound together, made beside at least one of the others."""
OPENED = {"daisy": "daisy/ncc.html", "daisy3": "daisy3/book.opf", "html": "index.html"}
"""Of those that are several files, the one that leads to all others."""
SPOKEN_TITLE = frozenset({"daisy", "daisy3"})
"""Those that begin with the book's title, spoken."""
FORMATS = (*SOUNDS, *READ_ALONGS)
NOTES = ("skip", "read", "end")
NOTE_MARKS = ("word", "earcon", "off")
IMAGES = ("read", "skip")

PATHS = ("out", "lexicon", "cover")
"""Settings that name a file or a folder: in the config file, where no shell does it, ~ is the user's home."""

LISTS = ("format", "voice_for")
"""Settings that may be given several times; the config file has a list of strings, or one."""

ADDRESS = re.compile(r"(tcp|tls)://([\w.-]+|\[[\da-fA-F:.]+\]):\d{1,5}")
"""Of a Dask scheduler: a host's name, an IPv4 address, or an IPv6 address in brackets."""

FASTEST_WPM = 600
"""Words a minute. Practised blind listeners hear at 300 to 500."""
SLOWEST_PACE, FASTEST_PACE = 0.5, 3.5
"""Factors of the normal pace, the fastest as players have it."""

SAMPLE_RATE = 44_100
"""Samples a second of every track (ACX and most players expect 44.1 kHz)."""

PART = ".part"
"""Behind the name of a sound file until it is whole and tagged."""

LEAD_IN_MS = 500
"""Silence before the first word: within ACX's 0.5 to 1 s of room tone; simple players clip the first 100 ms."""
TAIL_MS = 1_000
"""Silence after the last word: within ACX's 1 to 5 s."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Every option of a run. Names are those of the long options, with underscores."""

    out: str = "out"
    voice: str = ""
    """Empty: the first of the preferred voices that works here."""
    voice_for: tuple[str, ...] = ()
    """Other voices for some kinds of blocks, each as "heading=emma"."""
    format: tuple[str, ...] = ("mp3",)
    per_chapter: bool = False
    wpm: int = 155
    """Pace of running speech in words a minute, sentence pauses included."""
    pace: float = 1.0
    """A factor of `wpm`, for those who listen fast: pauses shrink with it by a law of their own."""
    chapters: str = ""
    """Such as "1-3,7"; empty for all."""
    notes: str = "skip"
    images: str = "read"
    """Whether pictures are told of, by the words that the source has for those who do not see them."""
    announce: bool | None = None
    """Words for finding one's way by ear: the book, each chapter with its length, where they end. None: as the format has it."""
    announce_notes: str = ""
    """How notes and pictures are marked: word, earcon (a short tone) or off; empty: by a word where `announce` is on."""
    lexicon: str = ""
    """A TOML file of respellings that go before the config's and the shipped ones."""
    book: str = ""
    """The title of the one book that all sources are; empty: each source is a book."""
    title: str = ""
    author: str = ""
    narrator: str = ""
    language: str = ""
    series: str = ""
    series_part: str = ""
    date: str = ""
    cover: str = ""
    """A picture file; empty: the source's own, or one is drawn."""
    pause_sentence: int = 400
    pause_paragraph: int = 800
    pause_scene: int = 2_000
    pause_heading: int = 1_200
    pause_chapter: int = 2_500
    """The pauses in milliseconds."""
    max_chars: int = 400
    """Characters: a longer sentence is cut at a clause boundary before it goes to an engine."""
    workers: int = 0
    """Processes; 0 for all cores."""
    cluster: str = ""
    """The address of a Dask scheduler whose workers speak instead of this machine: tcp://host:port, or tls://."""
    lexicon_entries: tuple[tuple[str, str, bool], ...] = ()
    """The config's own respellings: words, respelling, whether case matters."""

    def announces(self) -> bool:
        """Whether words for finding one's way are wanted: where nobody says, in DAISY, which has to begin with the title."""
        return self.announce if self.announce is not None else not SPOKEN_TITLE.isdisjoint(self.format)

    def note_mark(self) -> str:
        """How notes and pictures are marked: word, earcon or off."""
        return self.announce_notes or ("word" if self.announces() else "off")

    @property
    def sounds(self) -> tuple[str, ...]:
        """The formats of the sound files: those that are asked for, or MP3 where only read-along books are."""
        return tuple(name for name in self.format if name in SOUNDS) or SOUNDS[:1]

    @property
    def encoded(self) -> tuple[str, ...]:
        """The formats that sound is encoded in: read-along books are cut from MP3s, which are kept where they are asked for.

        A page plays the sound files as they are.
        """
        needs_mp3 = any(name != "html" for name in self.read_alongs)
        return self.sounds if "mp3" in self.sounds or not needs_mp3 else (*self.sounds, "mp3")

    @property
    def read_alongs(self) -> tuple[str, ...]:
        """The formats of the read-along books."""
        return tuple(name for name in self.format if name in READ_ALONGS)


def merge(base: Settings, changes: Mapping[str, Any]) -> Settings:
    """`base` with every change that is not None; the values are checked.

    Raises SettingsError where a value cannot be meant.
    """
    merged = replace(base, **{name: value for name, value in changes.items() if value is not None})
    return _checked(merged)


def load_config(path: Path) -> Settings:
    """The defaults with the keys of a config file, if there is one. Keys are the long options' names.

    Raises SettingsError for a file that is no TOML, an unknown key or a value of the wrong type.
    """
    import tomllib

    if not path.is_file():
        return Settings()
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, OSError, RecursionError) as error:  # ValueError: no UTF-8, no TOML, or a number of 5,000 digits
        raise SettingsError(
            f"The config file {path} cannot be read: {error}.", "Mend the file or move it away."
        ) from error
    return merge(
        Settings(), {name: value for key, value in table.items() for name, value in [_entry(key, value, path)]}
    )


def _entry(key: str, value: Any, path: Path) -> tuple[str, Any]:
    name = key.replace("-", "_")
    if name == "lexicon" and isinstance(value, dict):
        return "lexicon_entries", lexicon_entries(value, str(path))
    if name == "single" and isinstance(value, bool):
        return "per_chapter", not value
    known = {field.name: field for field in fields(Settings)}
    if name not in known or name in ("book", "lexicon_entries"):
        raise SettingsError(
            f"The config file {path} has an unknown key: {key}.", "`talecast narrate --help` lists the names."
        )
    default = known[name].default
    if name in LISTS:
        value = (value,) if isinstance(value, str) else tuple(value) if isinstance(value, list) else value
    if isinstance(default, float) and type(value) is int:
        value = float(value)
    wanted = bool if default is None else type(default)
    if type(value) is not wanted or (name == "voice_for" and not _are_strings(value)):
        raise SettingsError(f"In the config file {path}, {key} should be a {wanted.__name__}.")
    return name, str(Path(value).expanduser()) if name in PATHS and isinstance(value, str) and value else value


def _are_strings(values: object) -> bool:
    return isinstance(values, tuple) and all(isinstance(value, str) for value in values)


def lexicon_entries(table: Mapping[str, Any], where: str) -> tuple[tuple[str, str, bool], ...]:
    """The entries of a lexicon table: `word = "respelling"`, or `word = { say = "respelling", case = true }`.

    A top-level `case = true` makes case matter for the whole table. Raises SettingsError for anything else.
    """
    whole = table.get("case") is True
    entries = []
    for words, entry in table.items():
        if words == "case" and isinstance(entry, bool):
            continue
        if isinstance(entry, str):
            entries.append((words, entry, whole))
        elif isinstance(entry, dict) and isinstance(entry.get("say"), str):
            entries.append((words, entry["say"], entry.get("case", whole) is True))
        else:
            raise SettingsError(
                f"In the lexicon {where}, the entry {words!r} has no respelling.",
                'Write it as: word = "respelling", or word = { say = "respelling", case = true }.',
            )
    return tuple(entries)


def load_lexicon(path: Path) -> tuple[tuple[str, str, bool], ...]:
    """The entries of a lexicon file. Raises SettingsError for a file that is none."""
    import tomllib

    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, OSError, RecursionError) as error:  # as above
        raise SettingsError(
            f"The lexicon {path} cannot be read: {error}.", 'Each line of it reads: "word" = "respelling".'
        ) from error
    return lexicon_entries(table, str(path))


def respellings(settings: Settings, shipped: Path) -> tuple[tuple[str, str, bool], ...]:
    """Every respelling of a run: the lexicon file's, then the config's, then the shipped ones. Earlier ones win.

    Raises SettingsError for a lexicon file that is none.
    """
    own = load_lexicon(Path(settings.lexicon)) if settings.lexicon else ()
    return (*own, *settings.lexicon_entries, *load_lexicon(shipped / "lexicon.toml"))


def _checked(settings: Settings) -> Settings:
    for name in ("pause_sentence", "pause_paragraph", "pause_scene", "pause_heading", "pause_chapter"):
        _within(name, getattr(settings, name), 0, 60_000)
    _within("wpm", settings.wpm, 40, FASTEST_WPM)
    _within("pace", settings.pace, SLOWEST_PACE, FASTEST_PACE)
    if settings.wpm * settings.pace > FASTEST_WPM:
        most = math.floor(100 * FASTEST_WPM / settings.wpm) / 100
        raise SettingsError(
            f"--pace {settings.pace:g} of {settings.wpm} words a minute is more than {FASTEST_WPM}, the most there is.",
            f"At --wpm {settings.wpm}, --pace goes up to {most:g}.",
        )
    _within("max_chars", settings.max_chars, 40, 5_000)
    _within("workers", settings.workers, 0, 256)
    if settings.cluster and not ADDRESS.fullmatch(settings.cluster):
        raise SettingsError(
            f"--cluster is a scheduler's address such as tcp://192.168.1.10:8786, not {settings.cluster!r}.",
            "`dask scheduler` prints it when it starts.",
        )
    if settings.notes not in NOTES:
        raise SettingsError(f"--notes is one of {', '.join(NOTES)}, not {settings.notes!r}.")
    if settings.announce_notes and settings.announce_notes not in NOTE_MARKS:
        raise SettingsError(f"--announce-notes is one of {', '.join(NOTE_MARKS)}, not {settings.announce_notes!r}.")
    if settings.images not in IMAGES:
        raise SettingsError(f"--images is one of {', '.join(IMAGES)}, not {settings.images!r}.")
    if not settings.format:
        raise SettingsError(f"--format names none; it is one or more of {', '.join(FORMATS)}.")
    if unknown := [name for name in settings.format if name not in FORMATS]:
        raise SettingsError(f"--format is one of {', '.join(FORMATS)}, not {unknown[0]!r}.")
    return settings


def _within(name: str, value: float, low: float, high: float) -> None:
    if not low <= value <= high:
        raise SettingsError(
            f"--{name.replace('_', '-')} lies between {low:g} and {high:g}, not at {value:g}.",
            "Give it a number in between.",
        )
