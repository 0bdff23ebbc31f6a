"""Where a book's sound is cut into files, and which clip of which file each sentence is.

A file begins in a pause, at a multiple of an MP3 frame; the clips of a file tile it: each ends where the next one begins, so a
pause belongs to the sentence before it, and the silence that opens a file to its first sentence. All counts are of samples.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from talecast.model import BlockKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from talecast.publish.narrated import Narrated, ToldBlock, ToldChapter, ToldPage, ToldSentence

FRAME_SAMPLES = 1152
"""Of MPEG-1 Layer III."""
LEAD_FRAMES = 3
"""Of silence that a file needs before its first word: two that a cut mutes, and what a decoder is late."""
LONGEST_LEAD_S = 0.5
"""So much of the pause before a section goes to its beginning at most, the rest to the end of the one before."""
PAGE_S, SHORTEST_PAGE_S = 0.1, 0.02
"""The clip of a page break is taken from the pause beside it, half of which it leaves."""
DEEPEST = 6


@dataclass(frozen=True, slots=True)
class SoundFile:
    """A part of a track that becomes a file."""

    number: int
    """From 1."""
    stem: str
    """Of the track that it is cut from."""
    start_sample: int
    """Samples into the track: a multiple of a frame."""
    end_sample: int

    @property
    def samples(self) -> int:
        """Its length."""
        return self.end_sample - self.start_sample

    @property
    def id(self) -> str:
        """What it is called without its suffix: ASCII, eight letters at most, sorting in order."""
        return f"a{self.number:05}"

    @property
    def name(self) -> str:
        """The file's name."""
        return f"{self.id}.mp3"


@dataclass(frozen=True, slots=True)
class Clip:
    """A stretch of a sound file that belongs to one sentence, or to a page break."""

    sound: SoundFile
    begin_sample: int
    """Samples into the sound file."""
    end_sample: int

    @property
    def samples(self) -> int:
        """Its length."""
        return self.end_sample - self.begin_sample


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence with its clip, and the pages that begin before it or in it with theirs.

    A page has no clip where there is no pause to take it from.
    """

    sentence: ToldSentence
    clip: Clip
    before: tuple[tuple[ToldPage, Clip | None], ...] = ()
    after: tuple[tuple[ToldPage, Clip | None], ...] = ()
    """Pages that begin in the middle of the sentence: they are passed when it has been heard."""


@dataclass(frozen=True, slots=True)
class Section:
    """What is one document, one SMIL file and, where the pauses allow it, one sound file."""

    number: int
    """From 1."""
    chapter: ToldChapter
    title: str
    level: int
    """1 to 6."""
    blocks: tuple[tuple[ToldBlock, tuple[Said, ...]], ...]
    sound: SoundFile
    starts_chapter: bool

    def clips(self) -> Iterator[Clip]:
        """All clips in the order they are heard."""
        for _, said in self.blocks:
            for one in said:
                yield from (clip for _, clip in one.before if clip is not None)
                yield one.clip
                yield from (clip for _, clip in one.after if clip is not None)

    @property
    def samples(self) -> int:
        """How long it sounds."""
        return sum(clip.samples for clip in self.clips())


@dataclass(frozen=True, slots=True)
class _Part:
    """A section before its clips are known."""

    chapter: ToldChapter
    title: str
    level: int
    blocks: tuple[ToldBlock, ...]
    starts_chapter: bool

    @property
    def sentences(self) -> list[ToldSentence]:
        return [sentence for block in self.blocks for sentence in block.sentences]


def by_chapter(book: Narrated) -> tuple[Section, ...]:
    """A section for each chapter."""
    return _sections(book, [_Part(one, one.title, one.level, one.blocks, True) for one in book.chapters])  # noqa: FBT003


def by_heading(book: Narrated) -> tuple[Section, ...]:
    """A section for each chapter, and for each heading in a chapter that is not right under another one.

    Before them one for what is announced of the whole book, where anything is: its title comes first.
    """
    first, *others = book.chapters
    announced = _announced(first)
    parts = list(_at_headings(replace(first, blocks=first.blocks[announced:])))
    if announced and parts[0].sentences:
        title = _Part(first, book.metadata.title, 1, first.blocks[:announced], starts_chapter=False)
        parts = [title, *parts]
    elif announced:
        parts = list(_at_headings(first))
    return _sections(book, [*parts, *(part for chapter in others for part in _at_headings(chapter))])


def _announced(chapter: ToldChapter) -> int:
    """The blocks that a chapter begins with and that are announcements."""
    return next(
        (at for at, block in enumerate(chapter.blocks) if block.kind is not BlockKind.ANNOUNCEMENT), len(chapter.blocks)
    )


def sounds_of(sections: Sequence[Section]) -> tuple[SoundFile, ...]:
    """The sound files of these sections, each once, in order."""
    return tuple(dict.fromkeys(section.sound for section in sections))


def _at_headings(chapter: ToldChapter) -> Iterator[_Part]:
    starts = [0]
    top = next((block.level for block in chapter.blocks if block.kind is BlockKind.HEADING), 0)
    told = False
    for at, block in enumerate(chapter.blocks):
        is_heading = block.kind is BlockKind.HEADING
        if is_heading and told:
            starts.append(at)
        if block.sentences and block.kind is not BlockKind.ANNOUNCEMENT:
            told = not is_heading
    for start, stop in pairwise([*starts, len(chapter.blocks)]):
        blocks = chapter.blocks[start:stop]
        if start == 0:
            yield _Part(chapter, chapter.title, chapter.level, blocks, starts_chapter=True)
        else:
            level = min(chapter.level + max(blocks[0].level - top, 1), DEEPEST)
            title = " ".join(blocks[0].text.split()) or chapter.title
            yield _Part(chapter, title, level, blocks, starts_chapter=False)


def _sections(book: Narrated, parts: Sequence[_Part]) -> tuple[Section, ...]:
    sections: list[Section] = []
    files = 0
    for track in book.tracks:
        own = [part for part in parts if part.chapter.stem == track.stem and part.sentences]
        starts = [0, *(_border(one, other, book.sample_rate) for one, other in pairwise(own))]
        begins = [at for at, start in enumerate(starts) if start is not None]
        for first, stop in pairwise([*begins, len(own)]):
            files += 1
            end = starts[stop] if stop < len(own) else track.samples
            sound = SoundFile(files, track.stem, starts[first] or 0, end or track.samples)
            for part, blocks in zip(own[first:stop], _tiled(own[first:stop], sound, book.sample_rate), strict=True):
                number = len(sections) + 1
                sections.append(
                    Section(number, part.chapter, part.title, part.level, blocks, sound, part.starts_chapter)
                )
    return tuple(sections)


def _border(one: _Part, other: _Part, sample_rate: int) -> int | None:
    """Where the sound file of the second part begins; None where the pause before it is too short for that."""
    end, start = one.sentences[-1].end_sample, other.sentences[0].start_sample
    lead = min((start - end) // 2, int(LONGEST_LEAD_S * sample_rate))
    border = (start - lead) // FRAME_SAMPLES * FRAME_SAMPLES
    return border if border >= end and start - border >= LEAD_FRAMES * FRAME_SAMPLES else None


def _tiled(
    parts: Sequence[_Part], sound: SoundFile, sample_rate: int
) -> Iterator[tuple[tuple[ToldBlock, tuple[Said, ...]], ...]]:
    """For each part that shares a sound file, its blocks with their clips."""
    said = iter(_said([sentence for part in parts for sentence in part.sentences], sound, sample_rate))
    for part in parts:
        yield tuple((block, tuple(next(said) for _ in block.sentences)) for block in part.blocks)


def _said(sentences: Sequence[ToldSentence], sound: SoundFile, sample_rate: int) -> Iterator[Said]:
    """The sentences of a sound file with their clips."""
    before = _pages(sentences[0], opening=True)
    begin = sentences[0].start_sample - sound.start_sample
    _, clips = _page_clips(before, sound, 0, begin, sample_rate)
    opening = tuple(zip(before, clips, strict=True))
    if clips and clips[0] is not None:  # the silence that opens the file is the first page's, else the first sentence's
        opening = ((before[0], Clip(sound, 0, clips[0].end_sample)), *opening[1:])
    else:
        begin = 0
    for at, sentence in enumerate(sentences):
        following = sentences[at + 1] if at + 1 < len(sentences) else None
        start = (following.start_sample if following else sound.end_sample) - sound.start_sample
        inside = _pages(sentence, opening=False)
        ahead = _pages(following, opening=True) if following else []
        end, clips = _page_clips([*inside, *ahead], sound, sentence.end_sample - sound.start_sample, start, sample_rate)
        marked = list(zip([*inside, *ahead], clips, strict=True))
        yield Said(sentence, Clip(sound, begin, end), opening, tuple(marked[: len(inside)]))
        opening = tuple(marked[len(inside) :])
        begin = start


def _pages(sentence: ToldSentence, *, opening: bool) -> list[ToldPage]:
    return [page for page in sentence.pages if (page.at == 0) is opening]


def _page_clips(
    pages: Sequence[ToldPage], sound: SoundFile, begin: int, end: int, sample_rate: int
) -> tuple[int, list[Clip | None]]:
    """Clips for pages at the end of a pause, and where the first of them begins; all in samples of the sound file."""
    length = min(int(PAGE_S * sample_rate), (end - begin) // 2 // max(len(pages), 1))
    if length < SHORTEST_PAGE_S * sample_rate:
        return end, [None] * len(pages)
    first = end - length * len(pages)
    return first, [Clip(sound, first + at * length, first + (at + 1) * length) for at in range(len(pages))]
