"""The line: what happens to a story, stage after stage. Each stage is called here and nowhere else."""

from __future__ import annotations

import os
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any, BinaryIO

    from talecast.model import Script, Skipped, VoiceProfile
    from talecast.progress import Tell
    from talecast.publish import Folder
    from talecast.settings import Settings
    from talecast.synthesize import ClipStore

CACHE_LIMIT_BYTES = 4_000_000_000
"""About twenty-five hours of clips."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A script, where it would go, and what of it has been spoken already."""

    script: Script
    profile: VoiceProfile
    folder: Folder
    cached: int
    """Utterances that are in the clip store."""
    document: dict[str, Any]
    """As `plan --json` prints it."""


@dataclass(frozen=True, slots=True)
class Narration:
    """A finished book."""

    folder: Path
    files: tuple[str, ...]
    """Relative to the folder."""
    seconds: float
    """The length of all tracks together."""
    skipped: tuple[Skipped, ...]


def plan(source: str, settings: Settings, stdin: BinaryIO | None = None) -> Plan:
    """What `narrate` would say. Nothing is written."""
    from talecast.direct import Lexicon, direct
    from talecast.places import cache_folder, shipped_voices, voice_folders
    from talecast.publish import find_folder, plan_document
    from talecast.read import read_book
    from talecast.settings import SAMPLE_RATE, respellings
    from talecast.split import split_book
    from talecast.synthesize import choose_voice, count_cached

    profile = choose_voice(settings.voice, voice_folders(), cache_folder())
    book = split_book(read_book(source, stdin=stdin), settings.max_chars)
    script = direct(book, profile, Lexicon(respellings(settings, shipped_voices())), settings)
    folder = find_folder(Path(settings.out), script)
    cached = count_cached(script, profile, clip_store(), cache_folder())
    return Plan(script, profile, folder, cached, plan_document(script, folder.ids, SAMPLE_RATE, cached))


def narrate(source: str, settings: Settings, tell: Tell, stdin: BinaryIO | None = None) -> Narration:
    """Story in, audiobook out: the whole line. Everything that can be known to fail is tried before the work starts."""
    from talecast.assemble import arrange, book_gain_db, try_encoders, write_tracks
    from talecast.places import cache_folder
    from talecast.progress import encoded, gather_clips, tell_plan
    from talecast.publish import Workplace, expected_bytes, romanise, track_stems, write_book
    from talecast.settings import SAMPLE_RATE
    from talecast.synthesize import synthesize
    from talecast.tag import book_cover, tag_tracks

    planned = plan(source, settings, stdin)
    script, folder, store, cache = planned.script, planned.folder, clip_store(), cache_folder()
    cores = settings.workers or os.cpu_count() or 1
    with Workplace(folder, cache / "locks") as place:
        place.require_room(expected_bytes(script, settings.format))
        try_encoders(settings.format, place.scratch)
        cover = book_cover(script.metadata, settings.cover, romanise)
        tell_plan(script, planned.cached, folder.path, tell)
        with closing(synthesize(script, planned.profile, store, cache, place.scratch, cores)) as arriving:
            clips = gather_clips(script, arriving, tell)
        stems = track_stems(folder.slug, script, per_chapter=settings.per_chapter)
        arrangement = arrange(script, clips, stems, SAMPLE_RATE)
        timeline, gain_db = arrangement.timeline, book_gain_db(script, clips)
        written = encoded(timeline, settings.format, tell)
        write_tracks(arrangement, gain_db, store.samples, settings.format, place.book, cores, written)
        tag_tracks(script.metadata, timeline, settings.format, cover, place.book, per_chapter=settings.per_chapter)
        files = write_book(script, folder.ids, timeline, settings.format, cover, place.book)
        place.publish(whole=not settings.chapters)
    store.prune(CACHE_LIMIT_BYTES)
    seconds = sum(track.samples for track in timeline.tracks) / SAMPLE_RATE
    return Narration(folder.path, tuple(file.path for file in files), seconds, script.skipped)


def try_voice(name: str, text: str, path: Path) -> float:
    """Let a voice say a text into a WAV file; gives its length in seconds."""
    from talecast.places import cache_folder, voice_folders
    from talecast.synthesize import choose_voice, speak_to_file

    return speak_to_file(text, choose_voice(name, voice_folders(), cache_folder()), cache_folder(), path)


def clip_store() -> ClipStore:
    """The clips of this user, from all runs."""
    from talecast.places import cache_folder
    from talecast.synthesize import ClipStore

    return ClipStore(cache_folder() / "clips")
