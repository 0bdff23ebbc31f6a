"""Every track in every format, on all cores: MP3 in stretches side by side, the others a file to a core."""

from __future__ import annotations

import hashlib
import threading
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import TYPE_CHECKING, Protocol

from talecast.assemble import ffmpeg, mp3
from talecast.assemble.render import Sound, render
from talecast.errors import OutputError, unwritable_tip
from talecast.settings import PART

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from concurrent.futures import Executor, Future
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from talecast.assemble.placement import Placement, Stretch
    from talecast.assemble.render import LoadClip
    from talecast.assemble.timeline import Arrangement
    from talecast.model import Track

CEILING_DBTP = {"mp3": -1.4, "m4b": -1.4, "opus": -1.9, "flac": -1.1, "wav": -1.1}
"""So far under full scale that the decoded file stays at -1 dBTP: each codec moves peaks by its own measure (eSpeak, 2 hours)."""
ENCODER_GAIN = {"mp3": mp3.ENCODER_GAIN}
"""Factors; an encoder that is not here leaves the level as it is."""
SAMPLE_BYTES = 2
LONGEST_WAV_BYTES = 2**32 - 2**20
"""Its sizes are written in 32 bits; the rest is for headers and tags."""
AHEAD = 3
"""Stretches in work or waiting to be written, for each thread, and as many that are begun first: no more MP3 is held."""


class Kept(Protocol):
    """Where encoded stretches are kept by their names."""

    def read(self, key: str) -> bytes | None:
        """What is kept under this name, or None."""

    def write(self, key: str, data: bytes, /) -> None:
        """Keep it. Raises OutputError."""

    def has(self, key: str) -> bool:
        """Whether something is kept under this name."""


def write_tracks(  # noqa: PLR0913 - what to write, from where, in which formats, where to, how fast, who listens
    arrangement: Arrangement,
    load: LoadClip,
    kept: Kept,
    formats: Sequence[str],
    folder: Path,
    workers: int,
    written: Callable[[int], None],
) -> None:
    """Write each track as `<stem>.<format>.part` into the folder. `written` is told of samples as they are encoded.

    `load` gives the samples of a clip by its key and is called from `workers` threads, as `kept` is, which has the stretches of
    MP3 that were encoded before. Raises OutputError.
    """
    timeline = arrangement.timeline
    if "wav" in formats and max(track.samples for track in timeline.tracks) * SAMPLE_BYTES > LONGEST_WAV_BYTES:
        raise OutputError(
            "A WAV file ends at 4 GB, which is 13 hours.", "Choose flac, or a file a chapter with --per-chapter."
        )
    sounds = {name: sound_for(name, timeline.sample_rate, load) for name in formats}
    ended = threading.Event()

    def go_on(samples: int) -> None:
        if ended.is_set():  # Ctrl-C, or another file failed: a long one does not hold that up
            raise OutputError("The run was ended.")
        written(samples)

    executor = ThreadPoolExecutor(max_workers=workers, thread_name_prefix="talecast-encode")
    try:
        whole = [
            executor.submit(_write_file, sounds[name], track, placements, folder, name, go_on)
            for name in formats
            if name != "mp3"
            for track, placements in zip(timeline.tracks, arrangement.placements, strict=True)
        ]
        if "mp3" in formats:
            _write_mp3s(sounds["mp3"], arrangement, folder, executor, kept, workers, written)
        for future in whole:
            future.result()
    finally:
        ended.set()
        executor.shutdown(wait=True, cancel_futures=True)


def sound_for(name: str, sample_rate: int, load: LoadClip) -> Sound:
    """What all clips of a book share in the format of that name."""
    return Sound(sample_rate, CEILING_DBTP[name], load, ENCODER_GAIN.get(name, 1.0))


def try_encoders(formats: Sequence[str], folder: Path) -> None:
    """Encode a tenth of a second in each format, so that a missing encoder or a full disk is known before the work starts.

    Raises OutputError.
    """
    import numpy as np

    tenth = np.zeros(4_410, dtype=np.int16)
    for name in formats:
        path = folder / f"trial.{name}"
        try:
            if name == "mp3":
                path.write_bytes(mp3.encode_stretch([tenth]))
            else:
                ffmpeg.encode_file(path, ffmpeg.CODECS[name], mp3.SAMPLE_RATE, [tenth], ())
        except OSError as error:
            raise OutputError(
                f"{folder} cannot be written: {error.strerror}.",
                unwritable_tip(error, "choose another folder with --out"),
            ) from error
        finally:
            path.unlink(missing_ok=True)


def _write_file(  # noqa: PLR0913 - see write_tracks
    sound: Sound,
    track: Track,
    placements: Sequence[Placement],
    folder: Path,
    name: str,
    written: Callable[[int], None],
) -> None:
    blocks = render(sound, placements, 0, track.samples)
    path = folder / f"{track.stem}.{name}{PART}"
    ffmpeg.encode_file(path, ffmpeg.CODECS[name], sound.sample_rate, _told(blocks, written), track.chapters)


def _told(blocks: Iterable[NDArray[np.int16]], written: Callable[[int], None]) -> Iterator[NDArray[np.int16]]:
    for block in blocks:
        yield block
        written(len(block))


def _write_mp3s(  # noqa: PLR0913 - see write_tracks
    sound: Sound,
    arrangement: Arrangement,
    folder: Path,
    executor: Executor,
    kept: Kept,
    workers: int,
    written: Callable[[int], None],
) -> None:
    """All stretches of all tracks go through the executor, a few ahead of the one that is being written."""
    all_parts = [stretch for parts in arrangement.stretches for stretch in parts]
    encoded = _in_order(executor, sound, all_parts, kept, AHEAD * workers)
    for track, parts in zip(arrangement.timeline.tracks, arrangement.stretches, strict=True):
        path = folder / f"{track.stem}.mp3{PART}"
        try:
            with path.open("wb") as file:
                file.write(bytes(mp3.INFO_FRAME_BYTES))
                frames = audio_bytes = 0
                for stretch in parts:
                    data = next(encoded)
                    file.write(data)
                    audio_bytes += len(data)
                    frames += mp3.frame_count(stretch.end_sample - stretch.start_sample)
                    written(stretch.end_sample - stretch.start_sample)
                file.seek(0)
                file.write(mp3.info_frame(track.samples, frames, audio_bytes))
        except OSError as error:
            raise OutputError(
                f"{folder / track.stem}.mp3 cannot be written: {error.strerror}.",
                unwritable_tip(error, "choose another folder with --out"),
            ) from error


def _in_order(executor: Executor, sound: Sound, parts: Sequence[Stretch], kept: Kept, ahead: int) -> Iterator[bytes]:
    """Their frames. The first that are not kept are begun before all: an edited page is encoded while the rest is written."""
    keys = [stretch_key(sound, part) for part in parts]

    def begin(number: int) -> Future[bytes]:
        return executor.submit(encode_kept, keys[number], sound, parts[number], kept)

    not_kept = (number for number, key in enumerate(keys) if not kept.has(key))
    begun = {number: begin(number) for number in islice(not_kept, ahead)}
    pending: deque[Future[bytes]] = deque()
    for number in range(len(parts)):
        pending.append(begun.pop(number) if number in begun else begin(number))
        if len(pending) >= ahead:
            yield pending.popleft().result()
    while pending:
        yield pending.popleft().result()


def encode_kept(key: str, sound: Sound, stretch: Stretch, kept: Kept) -> bytes:
    """The frames of a stretch of MP3: those that are kept under its key, or fresh ones, which are kept then."""
    data = kept.read(key)
    if data is None:
        data = mp3.encode_stretch(render(sound, stretch.placements, stretch.start_sample, stretch.end_sample))
        kept.write(key, data)
    return data


def stretch_key(sound: Sound, stretch: Stretch) -> str:
    """The name of a stretch's frames: the same for the same clips at the same distances, wherever the stretch lies."""
    start = stretch.start_sample
    placements = [
        (it.key, it.clip_rate, it.gain_db, it.start_sample - start, it.first, it.last) for it in stretch.placements
    ]
    sounding = (sound.sample_rate, sound.ceiling_dbtp, stretch.end_sample - start)
    return hashlib.sha256(repr((mp3.identity(), sounding, placements)).encode()).hexdigest()
