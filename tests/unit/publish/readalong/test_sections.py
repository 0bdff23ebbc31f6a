"""Where sound is cut, and which clip is which sentence's."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from talecast.publish.readalong import narrated_from
from talecast.publish.readalong.sections import FRAME_SAMPLES, LEAD_FRAMES, by_chapter, by_heading, sounds_of
from tests.unit.publish.readalong.making import RATE, block, document, seconds, sentence, two_chapters

if TYPE_CHECKING:
    from talecast.publish.readalong.sections import Section


def assert_tiled(sections: tuple[Section, ...], samples: int) -> None:
    """Clips tile their files, and files the track."""
    for sound in sounds_of(sections):
        clips = [clip for section in sections if section.sound == sound for clip in section.clips()]
        assert clips[0].begin_sample == 0
        assert all(one.end_sample == other.begin_sample for one, other in pairwise(clips))
        assert all(clip.begin_sample < clip.end_sample for clip in clips)
        assert clips[-1].end_sample == sound.samples
    assert sum(sound.samples for sound in sounds_of(sections)) == samples


def test_clips_tile_the_sound_and_a_pause_belongs_to_the_sentence_before_it() -> None:
    book = two_chapters()
    sections = by_chapter(book)
    assert_tiled(sections, book.tracks[0].samples)
    first = sections[0].blocks[0][1][0]
    assert (first.clip.begin_sample, first.clip.end_sample) == (0, seconds(1.4))


@pytest.mark.parametrize("pause_s", [0.17, 0.3, 2.0, 30.0])
def test_a_file_begins_at_a_frame_with_silence_to_spare(pause_s: float) -> None:
    book = two_chapters(pause_s)
    sections = by_chapter(book)
    assert len(sounds_of(sections)) == 2
    start = sections[1].sound.start_sample
    spoken = book.chapters[1].blocks[0].sentences[0].start_sample
    assert start % FRAME_SAMPLES == 0
    assert LEAD_FRAMES * FRAME_SAMPLES <= spoken - start <= RATE // 2 + FRAME_SAMPLES
    assert start >= book.chapters[0].blocks[0].sentences[-1].end_sample
    assert_tiled(sections, book.tracks[0].samples)


@pytest.mark.parametrize("pause_s", [0.0, 0.05, 0.1])
def test_where_there_is_no_pause_to_cut_in_two_chapters_share_a_file(pause_s: float) -> None:
    book = two_chapters(pause_s)
    sections = by_chapter(book)
    assert len(sounds_of(sections)) == 1
    assert_tiled(sections, book.tracks[0].samples)


def test_a_page_has_a_piece_of_the_pause_beside_it() -> None:
    opening = {"pages": [{"label": "1", "at": 0}]}
    inside = {"pages": [{"label": "2", "at": 4}, {"label": "3", "at": 9}]}
    blocks = [
        block(
            sentence("One two.", seconds(0.5), seconds(1), **opening),
            sentence("One two three.", seconds(1.4), seconds(2), **inside),
            sentence("Four.", seconds(2.02), seconds(3), pages=[{"label": "4", "at": 0}]),
        )
    ]
    book = narrated_from(document([blocks], seconds(4)))
    (section,) = by_chapter(book)
    assert_tiled((section,), seconds(4))
    said = section.blocks[0][1]
    assert [page.label for page, clip in said[0].before if clip] == ["1"]
    assert said[0].before[0][1] is not None
    assert said[0].before[0][1].begin_sample == 0
    assert [clip for _, clip in said[1].after] == [None, None]  # 20 ms are too few for three pages
    assert [clip for _, clip in said[2].before] == [None]


def test_a_heading_inside_a_chapter_begins_a_section_and_one_right_under_another_does_not() -> None:
    blocks = [
        block(sentence("I.", seconds(0.5), seconds(1)), kind="heading", level=2),
        block(sentence("The Sea.", seconds(2), seconds(3)), kind="heading", level=2),
        block(sentence("It was wide.", seconds(4), seconds(5))),
        block(sentence("Later.", seconds(6), seconds(7)), kind="heading", level=4),
        block(sentence("It was wider.", seconds(8), seconds(9))),
    ]
    book = narrated_from(document([blocks], seconds(10)))
    sections = by_heading(book)
    assert [(section.title, section.level) for section in sections] == [("Chapter 1", 1), ("Later.", 3)]
    assert_tiled(sections, seconds(10))


def test_what_is_announced_of_the_book_is_a_section_of_its_own() -> None:
    announced = {
        "kind": "announcement",
        "sentences": [sentence("", seconds(0.5), seconds(1), spoken="A Book, by Ann.")],
    }
    book = narrated_from(document([[announced, block(sentence("One.", seconds(3), seconds(4)))]], seconds(5)))
    sections = by_heading(book)
    assert [(section.title, section.starts_chapter) for section in sections] == [("A Book", False), ("Chapter 1", True)]
    assert_tiled(sections, seconds(5))


def test_each_chapter_of_its_own_track_is_a_file_from_its_first_sample() -> None:
    chapters = [
        [block(sentence("One.", seconds(0.5), seconds(1)))],
        [block(sentence("Two.", seconds(0.5), seconds(1)))],
    ]
    book = narrated_from(document(chapters, seconds(2), per_chapter=True))
    assert [(sound.stem, sound.start_sample, sound.samples) for sound in sounds_of(by_chapter(book))] == [
        ("01-chapter", 0, seconds(2)),
        ("02-chapter", 0, seconds(2)),
    ]
