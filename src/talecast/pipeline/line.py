"""The line: what happens to a story, stage after stage. Each stage is called in this folder and nowhere else."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from talecast.pipeline.kept import CACHE_LIMIT_BYTES, clip_store, kept_folders

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any, BinaryIO

    from talecast.assemble import Ahead
    from talecast.model import BookFile, Cast, Clip, Picture, Script, Skipped
    from talecast.progress import Tell
    from talecast.publish import Folder
    from talecast.settings import Settings
    from talecast.synthesize import ClipKeys

CLIPS_A_RETURN = 8
"""Clips after which freed memory is given back: less than a minute of speech. To fetch it again takes half a per cent of their
time; after 32 clips the holes came to 6 MB more."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A script, where it would go, and what of it has been spoken already."""

    script: Script
    cast: Cast
    folder: Folder
    clip_keys: ClipKeys
    """The name of each utterance's clip."""
    cached: int
    """Utterances that are in the clip store."""
    cover: bytes | None = None
    """The source's own picture."""
    pictures: tuple[Picture, ...] = ()
    """Those that the text shows."""

    def document(self) -> dict[str, Any]:
        """As `plan --json` prints it. Of a long book it is larger than the script, so it is made anew for whoever asks."""
        from talecast.publish import plan_document
        from talecast.settings import SAMPLE_RATE

        return plan_document(self.script, self.folder.ids, SAMPLE_RATE, self.cached)


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
    loudness_moved: bool = False
    """An edit moved the gain that the whole book shares, so that all of it was encoded again."""


def plan(sources: Sequence[str], settings: Settings, stdin: BinaryIO | None = None) -> Plan:
    """What `narrate` would say of a source, or of several that are one book. Nothing is written.

    What is made on the way is let go: of a long book the script is packed, and its narration before is not kept.
    """
    from talecast.allocator import let_go
    from talecast.direct import keep_pace
    from talecast.model import unpack
    from talecast.places import cache_folder, voice_folders
    from talecast.publish import find_folder, kept_rates
    from talecast.synthesize import choose_cast, clip_keys, orders_for

    earcon = settings.note_mark() == "earcon"
    cast = choose_cast(settings.voice, settings.voice_for, voice_folders(), cache_folder(), earcon=earcon)
    packed, cover, pictures = _written(sources, settings, cast, stdin)
    let_go()
    script = unpack(packed)
    folder = find_folder(Path(settings.out), script)
    script = keep_pace(script, kept_rates(folder.previous, script.wpm), cast, settings)
    keys = clip_keys(script, orders_for(script, cast.voices(), cache_folder(), cache_folder()))
    cached = sum(map(clip_store().has, keys))
    return Plan(script, cast, replace(folder, previous=None), keys, cached, cover, pictures)


def _written(
    sources: Sequence[str], settings: Settings, cast: Cast, stdin: BinaryIO | None
) -> tuple[bytes, bytes | None, tuple[Picture, ...]]:
    """The script, packed, and the source's cover and pictures. Everything else that was made of the source is gone then."""
    from talecast.direct import Lexicon, direct
    from talecast.model import pack
    from talecast.places import shipped_voices
    from talecast.read import read_sources
    from talecast.settings import respellings
    from talecast.split import split_book

    book = read_sources(sources, title=settings.book, stdin=stdin, images=settings.images)
    book = split_book(book, settings.max_chars)
    script = direct(book, cast, Lexicon(respellings(settings, shipped_voices())), settings)
    return pack(script), book.cover, book.pictures


def narrate(sources: Sequence[str], settings: Settings, tell: Tell, stdin: BinaryIO | None = None) -> Narration:
    """Story in, audiobook out: the whole line. Everything that can be known to fail is tried before the work starts."""
    from talecast.allocator import share_one_arena
    from talecast.assemble import (
        Ahead,
        SectionsOf,
        arrange,
        finished_mp3,
        try_encoders,
        voice_gains_db,
        write_tracks,
    )
    from talecast.places import cache_folder
    from talecast.progress import encoded, tell_clips, tell_plan
    from talecast.publish import (
        Workplace,
        expected_bytes,
        files_unchanged,
        has_moved,
        recipe,
        remember,
        romanise,
        track_stems,
        write_book,
        write_read_alongs,
    )
    from talecast.settings import SAMPLE_RATE
    from talecast.synthesize import BlobStore, Speaker, open_pool, orders_for, prepare_pool, prune
    from talecast.tag import book_cover, book_pictures, tag_tracks

    share_one_arena()
    prepare_pool(settings.cluster)  # Dask's client starts while the book is planned
    planned = plan(sources, settings, stdin)
    script, folder, store, cache = planned.script, planned.folder, clip_store(), cache_folder()
    kept, memory = BlobStore(kept_folders()[1], ".mp3"), BlobStore(cache / "books", ".recipe")
    cores = settings.workers or os.cpu_count() or 1
    wanted = recipe(_ingredients(planned, settings))
    if files := files_unchanged(memory, folder.path, wanted):
        tell_plan(script, planned.cached, folder.path, tell)
        return _narration(folder.path, files, script, unchanged=True)
    stems = track_stems(folder.slug, script, per_chapter=settings.per_chapter)
    offsets_db = planned.cast.offsets_db()
    make_pool = partial(
        open_pool, workers=cores, store_folder=str(store.folder), cluster=settings.cluster, find_cache=cache_folder
    )
    with Workplace(folder, cache / "locks") as place:
        place.require_room(expected_bytes(script, (*settings.encoded, *settings.read_alongs)))
        orders = orders_for(script, planned.cast.voices(), cache, place.scratch)
        with Speaker(script, planned.clip_keys, orders, store, make_pool) as speaker:
            try_encoders(settings.encoded, place.scratch)
            cover = book_cover(script.metadata, settings.cover, planned.cover, romanise)
            tell_plan(script, planned.cached, folder.path, tell)
            expected = speaker.to_speak if "mp3" in settings.encoded else 0
            with Ahead(script, offsets_db, stems, SAMPLE_RATE, speaker.samples, kept, cores, expected) as ahead:
                tell_clips(script, speaker.clips(), partial(_follow, ahead, speaker.spoken), tell)
                gains_db = voice_gains_db(script, speaker.spoken, offsets_db, speaker.samples)
                ahead.settle(gains_db)
                arrangement = arrange(script, speaker.spoken, gains_db, stems, SAMPLE_RATE)
                timeline = arrangement.timeline
                written = encoded(timeline, settings.encoded, tell)
                write_tracks(arrangement, speaker.samples, ahead, settings.encoded, place.book, cores, written)
        moved = planned.cached > 0 and has_moved(memory, folder.path, gains_db)
        tag_tracks(script.metadata, timeline, settings.sounds, cover, place.book, per_chapter=settings.per_chapter)
        pictures = book_pictures(planned.pictures)
        with SectionsOf(partial(finished_mp3, place.book)) as cut:
            make = partial(write_read_alongs, settings.read_alongs, folder.slug, cut.part, source=place.book)
            read_alongs = make if settings.read_alongs else None
            files = write_book(script, folder.ids, timeline, settings.sounds, cover, pictures, read_alongs, place.book)
        place.publish(whole=not settings.chapters)
        remember(memory, folder.path, wanted, gains_db)
    prune(kept_folders(), CACHE_LIMIT_BYTES)
    return _narration(folder.path, files, script, loudness_moved=moved)


def make_read_alongs(folder: Path, formats: tuple[str, ...]) -> tuple[str, ...]:
    """Read-along books from the folder of a finished narration, without speaking again; gives the paths of their files."""
    from talecast.assemble import SectionsOf, finished_mp3, mp3_from
    from talecast.places import cache_folder
    from talecast.publish import (
        BY_COPYING,
        Workplace,
        add_read_alongs,
        finished_folder,
        read_narrated,
        write_read_alongs,
    )

    folder = folder.resolve()  # "." has no name
    book = read_narrated(folder)
    with Workplace(finished_folder(folder, book), cache_folder() / "locks", elsewhere=BY_COPYING) as place:
        find = partial(finished_mp3, folder, otherwise=partial(mp3_from, folder, place.scratch, book.sound))
        with SectionsOf(find) as cut:
            paths = write_read_alongs(formats, book.epub_stem(folder.name), cut.part, book, place.book, source=folder)
        add_read_alongs(folder, place.book, formats, paths)
        place.publish(whole=False)
    return paths


def _follow(ahead: Ahead, spoken: Sequence[Clip]) -> None:
    """One more clip has been spoken."""
    from talecast.allocator import give_back

    ahead.follow(spoken)
    if len(spoken) % CLIPS_A_RETURN == 0:
        give_back()


def _ingredients(planned: Plan, settings: Settings) -> Iterator[object]:
    """Everything that the book's files are made from."""
    from dataclasses import asdict
    from hashlib import sha256

    from talecast import __version__
    from talecast.publish import plan_parts
    from talecast.settings import SAMPLE_RATE
    from talecast.tag import picture_digest

    yield (__version__, planned.folder.slug, asdict(planned.script.metadata), planned.cast.offsets_db())
    yield (settings.format, settings.per_chapter, picture_digest(settings.cover, planned.cover))
    yield [(one.name, sha256(one.data).hexdigest()) for one in planned.pictures]
    yield from plan_parts(planned.script, planned.folder.ids, SAMPLE_RATE)
    yield from planned.clip_keys


def _narration(
    folder: Path, files: tuple[BookFile, ...], script: Script, *, unchanged: bool = False, loudness_moved: bool = False
) -> Narration:
    from talecast.settings import SAMPLE_RATE

    suffix = next(file.path.rpartition(".")[2] for file in files if file.samples is not None)
    samples = sum(file.samples for file in files if file.samples is not None and file.path.endswith(suffix))
    names = tuple(file.path for file in files)
    return Narration(folder, names, samples / SAMPLE_RATE, script.skipped, unchanged, loudness_moved)
