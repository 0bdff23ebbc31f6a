"""Each bug that was found once: a row here says what went in, what has to come out, and where it was told.

A row is `Regression(issue, what, check)`: the number of the issue or a short name, the fault in one sentence, and a
function that fails if it comes back. A bug that fits a table elsewhere (a sentence boundary, a lexicon entry) gets its row there
as well; this table is the list of all of them.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from talecast.direct.selection import told_chapters
from talecast.errors import SourceError
from talecast.model import Block, BlockKind, Book, Chapter, Metadata, Sentence, SkipKind
from talecast.synthesize.trim import trim
from tests.unit.assemble.making import CLIP_RATE, level_of, pulses

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Regression:
    """One past bug."""

    issue: str
    what: str
    check: Callable[[], None]


def every_engine_speaks_at_the_rate_it_was_given() -> None:
    """Sixteen of them at once, on however few cores: pyttsx3's `runAndWait` dropped the rate of one in ten."""
    script = (
        "import hashlib, sys; from talecast.synthesize.engine import EngineOrder as O;"
        "from talecast.synthesize.espeak import open_engine as o;"
        "e = o(O('espeak', 'en-us', 'en', 0.84, 50, *sys.argv[1:]));"
        "print(hashlib.sha256(b''.join(e.speak(w).tobytes() for w in ('There were lamps.', 'He lit them.'))).hexdigest())"
    )
    with tempfile.TemporaryDirectory() as cache:
        (Path(cache) / "scratch").mkdir()
        command = [sys.executable, "-c", script, cache, str(Path(cache) / "scratch")]
        engines = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(16)]
        said = {engine.communicate(timeout=300)[0] for engine in engines}
    assert len(said) == 1
    assert said != {b""}


def a_voice_named_by_a_language_has_the_variant_too() -> None:
    """`en-gb` is no file but a language in the file `gmw/en`: eSpeak dropped the variant, and spoke with flutter."""
    script = (
        "import sys; from talecast.synthesize.engine import EngineOrder as O;"
        "from talecast.synthesize.espeak import open_engine as o;"
        "e = o(O('espeak', 'en-gb', 'en', 0.84, 50, *sys.argv[1:]));"
        "print(len({e.speak('There were lamps in the town.').tobytes() for _ in range(6)}))"
    )
    with tempfile.TemporaryDirectory() as cache:
        (Path(cache) / "scratch").mkdir()
        command = [sys.executable, "-c", script, cache, str(Path(cache) / "scratch")]
        assert subprocess.run(command, capture_output=True, check=True).stdout.strip() == b"1"


def chapters_of_notes_alone_are_no_chapters() -> None:
    """A book of one note crashed with an IndexError where notes are skipped."""
    note = Block(BlockKind.PARAGRAPH, "A/N: hello", skip=SkipKind.AUTHORS_NOTE, sentences=(Sentence(0, 10),))
    book = Book(Metadata("T"), (Chapter("T", (note,)),), "t.txt", "A/N: hello")
    with pytest.raises(SourceError):
        told_chapters(book, "skip")
    assert len(told_chapters(book, "read")) == 1


def a_clip_keeps_its_length_when_it_is_faded() -> None:
    """pydub counts in milliseconds: fading took up to ten samples away."""
    tone = (8000 * np.sin(np.arange(30_011) / 5)).astype(np.int16)
    assert len(trim(tone, 22_050)) == len(tone)


def a_book_of_one_sentence_is_as_loud_as_a_long_one() -> None:
    """The silence around it was not gated, and what the limiter took was guessed: 2 LU too quiet, in MP3 another half."""
    buzz = pulses(0.4)
    assert level_of("mp3", buzz)[0] == pytest.approx(-19, abs=0.5)


def opus_leaves_peaks_where_they_are() -> None:
    """Its mode for one voice turns phases, so that a Chinese book came out at -0.69 dBTP; a low tone against a buzz shows it."""
    low = pulses(2.5, hertz=60) - 5_000 * np.cos(2 * np.pi * 60 * np.arange(int(2.5 * CLIP_RATE)) / CLIP_RATE)
    assert level_of("opus", low)[1] - level_of("flac", low)[1] < 0.6


REGRESSIONS: tuple[Regression, ...] = (
    Regression("rate", "eSpeak spoke at its own rate", every_engine_speaks_at_the_rate_it_was_given),
    Regression("en-gb", "the voice en-gb spoke with flutter", a_voice_named_by_a_language_has_the_variant_too),
    Regression("notes", "a chapter of notes alone crashed", chapters_of_notes_alone_are_no_chapters),
    Regression("6", "a book of one sentence was too quiet", a_book_of_one_sentence_is_as_loud_as_a_long_one),
    Regression("6", "Opus went over the peak that is allowed", opus_leaves_peaks_where_they_are),
    Regression("fade", "a fade made a clip shorter", a_clip_keeps_its_length_when_it_is_faded),
)


@pytest.mark.parametrize("regression", REGRESSIONS, ids=lambda row: f"{row.issue}: {row.what}")
def test_a_bug_stays_mended(regression: Regression) -> None:
    regression.check()


def test_no_issue_is_told_twice() -> None:
    told = [(row.issue, row.what) for row in REGRESSIONS]
    assert len(told) == len(set(told))
