"""Encoding beside synthesis: MP3 stretches are made while the rest of the book is still being spoken."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from typing import TYPE_CHECKING, Self

from talecast.assemble.encode import encode_kept, sound_for, stretch_key
from talecast.assemble.layout import TrackLayout
from talecast.assemble.loudness import likely_gains_db
from talecast.assemble.timeline import samples_of, tracks_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from concurrent.futures import Future

    from talecast.assemble.encode import Kept
    from talecast.assemble.placement import Stretch
    from talecast.assemble.render import LoadClip
    from talecast.model import Clip, Script, Utterance

FIRST_GUESS_CLIPS = 64
"""About five minutes of speech: its loudness is within 0.2 dB of the book's."""
WORTHWHILE_CLIPS = 20
"""Of an edited book a stretch or two are made anew: it is not worth laying out twice."""
WAITING = 8
"""Stretches for each thread, in work or waiting: where encoding is the slower part, speaking waits for it. Without an end to them
the queue grew with the book, and pinned 3 kB of memory for each sentence of it."""


class Ahead:
    """The stretches of a book in the making, encoded into the place where stretches are kept. Use it as a context.

    The gains, which only the whole book settles, are guessed from its beginning, and again whenever there is twice as much of it.
    A wrong guess costs the time it took (a stretch is kept under a name that has its gains in it), and waiting costs none where
    the engines keep the cores busy: so nothing is made while the gains lie between two steps.
    It is a place where stretches are kept, too: one that is in work is waited for.
    """

    def __init__(  # noqa: PLR0913 - what is told, how loud, on which tracks, from where, where to, how fast, for how much
        self,
        script: Script,
        offsets_db: Mapping[str, float],
        stems: Sequence[str],
        sample_rate: int,
        load: LoadClip,
        kept: Kept,
        workers: int,
        expected: int,
    ) -> None:
        """See `arrange` and `write_tracks`. `expected` clips are still to be spoken; for a few, nothing is made ahead."""
        self._script = script
        self._offsets_db = offsets_db
        self._stems = stems
        self._sound = sound_for("mp3", sample_rate, load)
        self._kept = kept
        self._executor = ThreadPoolExecutor(max_workers=workers, thread_name_prefix="talecast-ahead")
        self._in_work: dict[str, Future[None]] = {}
        self._room: SimpleQueue[None] = SimpleQueue()  # not a semaphore: Ctrl-C may come at any moment
        """As many as there may be more of them."""
        for _ in range(WAITING * workers):
            self._room.put(None)
        self._next_guess = FIRST_GUESS_CLIPS if expected >= WORTHWHILE_CLIPS else 0
        self._gains_db: dict[str, float] = {}
        self._laying: _Laying | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._executor.shutdown(wait=True, cancel_futures=True)

    def follow(self, spoken: Sequence[Clip]) -> None:
        """The clips of the script's first utterances are there: one more than when this was called last."""
        if len(spoken) == self._next_guess:
            self._next_guess *= 2
            self._guess(spoken)
        elif self._laying is not None:
            self._encode(self._laying.add(spoken[-1]))

    def settle(self, gains_db: Mapping[str, float]) -> None:
        """These are the gains. Where they are not those that were guessed, what is in work is given up."""
        if gains_db != self._gains_db:
            self._give_up()

    def read(self, key: str) -> bytes | None:
        """See `Kept`."""
        if future := self._in_work.pop(key, None):
            future.result()
        return self._kept.read(key)

    def write(self, key: str, data: bytes, /) -> None:
        """See `Kept`."""
        self._kept.write(key, data)

    def has(self, key: str) -> bool:
        """See `Kept`."""
        return self._kept.has(key)

    def _guess(self, spoken: Sequence[Clip]) -> None:
        guessed, sure = likely_gains_db(self._script, spoken, self._offsets_db)
        again = spoken[-1:]
        if guessed != self._gains_db or self._laying is None:
            self._give_up()
            self._gains_db, self._laying = guessed, None
            if not sure:
                return
            self._laying = _Laying(self._script, guessed, self._stems, self._sound.sample_rate)
            again = spoken
        for clip in again:
            self._encode(self._laying.add(clip))

    def _encode(self, stretches: Sequence[Stretch]) -> None:
        for stretch in stretches:
            key = stretch_key(self._sound, stretch)
            if key not in self._in_work and not self._kept.has(key):
                self._room.get()
                self._in_work[key] = self._executor.submit(self._make, key, stretch)

    def _make(self, key: str, stretch: Stretch) -> None:
        try:
            encode_kept(key, self._sound, stretch, self._kept)
            self._in_work.pop(key, None)  # one that failed stays, and says so to whoever reads it
        finally:
            self._room.put(None)

    def _give_up(self) -> None:
        for future in list(self._in_work.values()):
            if future.cancel():
                self._room.put(None)
        self._in_work.clear()


class _Laying:
    """The tracks of a script, laid out clip by clip."""

    def __init__(self, script: Script, gains_db: Mapping[str, float], stems: Sequence[str], sample_rate: int) -> None:
        self._gains_db = gains_db
        self._rate = sample_rate
        self._lead_in, self._tail = (samples_of(ms, sample_rate) for ms in (script.lead_in_ms, script.tail_ms))
        self._told = _told(script, stems)
        self._stem = stems[0]
        self._layout = TrackLayout(self._lead_in, sample_rate)

    def add(self, clip: Clip) -> list[Stretch]:
        """Lay the clip of the next utterance; gives the stretches that are known now."""
        stem, utterance = next(self._told)
        known = []
        if stem != self._stem:
            known.append(self._layout.finish(self._tail))
            self._stem, self._layout = stem, TrackLayout(self._lead_in, self._rate)
        pause = samples_of(utterance.pause_after_ms, self._rate)
        if stretch := self._layout.add(clip, self._gains_db[utterance.voice], pause):
            known.append(stretch)
        return known


def _told(script: Script, stems: Sequence[str]) -> Iterator[tuple[str, Utterance]]:
    """Every utterance with the stem of its track, in the order they are spoken."""
    for stem, chapters in tracks_of(script, stems):
        for chapter in chapters:
            for utterance in chapter.utterances():
                yield stem, utterance
