"""The line: what happens to a story, stage after stage. Each stage is called here and nowhere else."""

from __future__ import annotations

import os
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any, BinaryIO

    from talecast.model import BookFile, Script, Skipped, VoiceProfile
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
    clip_keys: list[str]
    """The name of each utterance's clip."""
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
    unchanged: bool = False
    """Every file was there already, byte for byte, and nothing was made."""


def plan(source: str, settings: Settings, stdin: BinaryIO | None = None) -> Plan:
    """What `narrate` would say. Nothing is written."""
    from talecast.direct import Lexicon, direct
    from talecast.places import cache_folder, shipped_voices, voice_folders
    from talecast.publish import find_folder, plan_document
    from talecast.read import read_book
    from talecast.settings import SAMPLE_RATE, respellings
    from talecast.split import split_book
    from talecast.synthesize import choose_voice, clip_keys

    profile = choose_voice(settings.voice, voice_folders(), cache_folder())
    book = split_book(read_book(source, stdin=stdin), settings.max_chars)
    script = direct(book, profile, Lexicon(respellings(settings, shipped_voices())), settings)
    folder = find_folder(Path(settings.out), script)
    keys = clip_keys(script, profile, cache_folder())
    cached = sum(map(clip_store().has, keys))
    return Plan(script, profile, folder, keys, cached, plan_document(script, folder.ids, SAMPLE_RATE, cached))


def narrate(source: str, settings: Settings, tell: Tell, stdin: BinaryIO | None = None) -> Narration:
    """Story in, audiobook out: the whole line. Everything that can be known to fail is tried before the work starts."""
    from talecast.assemble import arrange, book_gain_db, try_encoders, write_tracks
    from talecast.places import cache_folder
    from talecast.progress import encoded, gather_clips, tell_plan
    from talecast.publish import (
        Workplace,
        expected_bytes,
        files_unchanged,
        remember,
        romanise,
        track_stems,
        write_book,
    )
    from talecast.settings import SAMPLE_RATE
    from talecast.synthesize import BlobStore, prune, synthesize
    from talecast.tag import book_cover, tag_tracks

    planned = plan(source, settings, stdin)
    script, folder, store, cache = planned.script, planned.folder, clip_store(), cache_folder()
    kept, memory = BlobStore(_kept_folders()[1], ".mp3"), BlobStore(cache / "books", ".recipe")
    cores = settings.workers or os.cpu_count() or 1
    wanted = _recipe(planned, settings)
    if files := files_unchanged(memory, folder.path, wanted):
        tell_plan(script, planned.cached, folder.path, tell)
        return _narration(folder.path, files, script, unchanged=True)
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
        write_tracks(arrangement, gain_db, store.samples, kept, settings.format, place.book, cores, written)
        tag_tracks(script.metadata, timeline, settings.format, cover, place.book, per_chapter=settings.per_chapter)
        files = write_book(script, folder.ids, timeline, settings.format, cover, place.book)
        place.publish(whole=not settings.chapters)
        remember(memory, folder.path, wanted)
    prune(_kept_folders(), CACHE_LIMIT_BYTES)
    return _narration(folder.path, files, script, unchanged=False)


def _recipe(planned: Plan, settings: Settings) -> str:
    """Everything that the book's files are made from."""
    from dataclasses import asdict

    from talecast import __version__
    from talecast.publish import recipe
    from talecast.tag import picture_digest

    document = {**planned.document, "estimate": None}
    making = (settings.format, settings.per_chapter, picture_digest(settings.cover))
    return recipe(
        __version__, document, planned.folder.slug, asdict(planned.script.metadata), planned.clip_keys, making
    )


def _narration(folder: Path, files: tuple[BookFile, ...], script: Script, *, unchanged: bool) -> Narration:
    from talecast.settings import SAMPLE_RATE

    suffix = next(file.path.rpartition(".")[2] for file in files if file.samples is not None)
    samples = sum(file.samples for file in files if file.samples is not None and file.path.endswith(suffix))
    return Narration(folder, tuple(file.path for file in files), samples / SAMPLE_RATE, script.skipped, unchanged)


def try_voice(name: str, text: str, path: Path) -> float:
    """Let a voice say a text into a WAV file; gives its length in seconds."""
    from talecast.places import cache_folder, voice_folders
    from talecast.synthesize import choose_voice, speak_to_file

    return speak_to_file(text, choose_voice(name, voice_folders(), cache_folder()), cache_folder(), path)


def cache_contents() -> dict[str, tuple[int, int]]:
    """How many files of each kind are kept, and how many bytes they take."""
    from talecast.synthesize import contents

    return {folder.name: contents(folder) for folder in _kept_folders()}


def clear_cache() -> None:
    """Drop all clips and stretches."""
    from talecast.synthesize import prune

    prune(_kept_folders(), 0)


def clip_store() -> ClipStore:
    """The clips of this user, from all runs."""
    from talecast.synthesize import ClipStore

    return ClipStore(_kept_folders()[0])


def _kept_folders() -> tuple[Path, Path]:
    """Where clips and encoded stretches are kept."""
    from talecast.places import cache_folder

    return cache_folder() / "clips", cache_folder() / "stretches"
