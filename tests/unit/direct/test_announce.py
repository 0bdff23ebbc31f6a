"""What is announced for the ear, and that nothing of it gets into the text."""

from __future__ import annotations

from dataclasses import replace

import pytest

from talecast.direct.phrases import PHRASES, length_phrase, phrases_for
from talecast.model import BlockKind, Cast, SkipKind, VoiceProfile
from talecast.settings import Settings
from tests.unit.direct.making import CAST, PAUSES, PROFILE, block, book, heading, script

ANNOUNCED = replace(PAUSES, announce=True)
TONES = VoiceProfile("earcon", "earcon", "", "en", "", "", "", PROFILE.pace, slowest_rate=1.0, fastest_rate=1.0)
LONG = " ".join(["The water came down slowly that year, and nobody on the quay knew why it did."] * 40)


def spoken(made: object) -> list[str]:
    return [utterance.spoken for utterance in made.utterances()]  # type: ignore[attr-defined]


def test_a_book_is_announced_by_title_author_and_narrator_and_each_chapter_by_its_number_and_length() -> None:
    source = book((heading("Chapter 1"), block("A man.")), (heading("Chapter 2"), block("A canal.")))
    assert spoken(script(source, ANNOUNCED)) == [
        "A Title, by An Author.",
        "Narrated by Even Voice.",
        "2 chapters.",
        "About 1 minute.",
        "Chapter 1 of 2.",
        "Less than a minute.",
        "Chapter 1",
        "A man.",
        "End of chapter.",
        "Chapter 2 of 2.",
        "Less than a minute.",
        "Chapter 2",
        "A canal.",
        "End of chapter.",
        "End of book.",
    ]


def test_announcements_are_blocks_of_their_own_without_text() -> None:
    made = script(book((block("A man."),)), ANNOUNCED)
    added = [part for chapter in made.chapters for part in chapter.blocks if part.kind is BlockKind.ANNOUNCEMENT]
    assert [utterance.text for part in added for utterance in part.utterances] == [""] * 4
    assert [utterance.text for utterance in made.utterances() if utterance.text] == ["A man."]


def test_plain_audio_has_no_announcements() -> None:
    assert spoken(script(book((block("A man."),)), PAUSES)) == ["A man."]


def test_a_book_of_one_chapter_has_no_chapters_to_announce() -> None:
    made = script(book((block("A man."),)), ANNOUNCED)
    assert spoken(made)[-2:] == ["A man.", "End of book."]
    assert not any("hapter" in said for said in spoken(made))


def test_a_title_that_no_heading_says_is_announced() -> None:
    source = book((block("A man."),), (block("A canal."),))
    assert spoken(script(source, ANNOUNCED))[4:7] == ["Chapter 1 of 2.", "Chapter 1.", "Less than a minute."]


def test_a_title_with_another_number_is_not_called_a_chapter_twice() -> None:
    source = book((heading("Prologue"), block("A man.")), (heading("Chapter 1"), block("A canal.")))
    chapters = (replace(source.chapters[0], title="Prologue"), replace(source.chapters[1], title="Chapter 1"))
    said = spoken(script(replace(source, chapters=chapters), ANNOUNCED))
    assert "Chapter 1 of 2." in said
    assert "2 of 2." in said
    assert "Chapter 2 of 2." not in said


@pytest.mark.parametrize(
    ("title", "language"), [("Chapter One: Mud", "en"), ("Erstes Kapitel", "de"), ("Chapitre premier", "fr")]
)
def test_a_title_with_its_number_in_words_is_not_called_a_chapter_twice(title: str, language: str) -> None:
    source = book((heading("Preface"), block("A man.")), (heading(title), block("A canal.")))
    chapters = tuple(
        replace(chapter, title=one) for chapter, one in zip(source.chapters, ("Preface", title), strict=True)
    )
    said = spoken(script(replace(source, chapters=chapters), replace(ANNOUNCED, language=language)))
    place = PHRASES[language].place.format(number=2, count=2)
    assert said[said.index(place) + 2] == title


def test_a_part_is_announced_before_each_of_its_chapters_and_is_none_itself() -> None:
    source = book((heading("Part One"),), (heading("Water"), block("A man.")), (heading("Fire"), block("A canal.")))
    titles = (("Part One", 1), ("Water", 2), ("Fire", 2))
    chapters = tuple(
        replace(chapter, title=title, level=level)
        for chapter, (title, level) in zip(source.chapters, titles, strict=True)
    )
    said = spoken(script(replace(source, chapters=chapters), ANNOUNCED))
    assert said[2] == "2 chapters."
    assert said[4:8] == ["Part One", "Part One.", "Chapter 1 of 2.", "Less than a minute."]
    assert said[said.index("Chapter 2 of 2.") - 1] == "Part One."


def test_only_the_end_of_the_book_is_announced_as_such() -> None:
    source = book((heading("Chapter 1"), block("A man.")), (heading("Chapter 2"), block("A canal.")))
    assert spoken(script(source, replace(ANNOUNCED, chapters="1")))[-1] == "End of chapter."
    assert spoken(script(source, replace(ANNOUNCED, chapters="2")))[-1] == "End of book."


def test_the_length_that_is_told_is_the_one_that_is_estimated() -> None:
    made = script(book((heading("Chapter 1"), block(LONG)), (heading("Chapter 2"), block("A canal."))), ANNOUNCED)
    assert f"About {round(made.chapters[0].estimate_seconds / 60)} minutes." in spoken(made)
    assert 180 < made.chapters[0].estimate_seconds < 400


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "Less than a minute."),
        (29, "Less than a minute."),
        (31, "About 1 minute."),
        (89, "About 1 minute."),
        (91, "About 2 minutes."),
        (20 * 60, "About 20 minutes."),
        (42 * 60 + 20, "About 42 minutes."),
        (60 * 60, "About 1 hour."),
        (61 * 60, "About 1 hour."),
        (84 * 60, "About 1 hour and 25 minutes."),
        (10 * 3600 + 62, "About 10 hours."),
    ],
)
def test_a_length_is_told_no_finer_than_it_is_known(seconds: float, said: str) -> None:
    assert length_phrase(seconds, phrases_for("en-GB")) == said


@pytest.mark.parametrize("language", sorted(PHRASES))
def test_every_language_has_all_its_phrases_filled(language: str) -> None:
    source = book((heading("Chapter 1"), block(LONG)), (heading("Chapter 2"), block("A canal.")))
    made = script(source, replace(ANNOUNCED, language=language))
    said = [utterance.spoken for utterance in made.utterances() if not utterance.text]
    assert all(said)
    assert not any(mark in sentence for sentence in said for mark in "{}")


def test_a_language_without_phrases_is_announced_in_english() -> None:
    made = script(book((block("A man."),)), replace(ANNOUNCED, language="cy"))
    assert spoken(made)[-1] == "End of book."


def test_braces_in_a_title_are_letters_like_others() -> None:
    source = book((block("A man."),), title="{narrator} {0} %s")
    assert spoken(script(source, ANNOUNCED))[0] == "{narrator} {0} %s, by An Author."


def test_another_voice_may_announce() -> None:
    guide = replace(PROFILE, name="guide")
    cast = Cast(PROFILE, ((BlockKind.ANNOUNCEMENT, guide),))
    made = script(book((block("A man."),)), ANNOUNCED, cast=cast)
    assert [utterance.voice for utterance in made.utterances()] == ["guide"] * 3 + ["even", "guide"]


# --- notes and pictures -------------------------------------------------------------------------------------------


def noted() -> tuple[object, ...]:
    note = block("A weir is a dam.", skip=SkipKind.FOOTNOTE)
    return (block("A man."), note, note, block("A mill.", BlockKind.IMAGE), block("A canal."))


def test_notes_are_marked_before_and_after_a_run_of_them_and_pictures_before() -> None:
    marked = replace(PAUSES, announce_notes="word", notes="read")
    made = script(book(noted()), marked)  # type: ignore[arg-type]
    assert spoken(made) == [
        *("A man.", "Note.", "A weir is a dam.", "A weir is a dam.", "End of note."),
        *("Picture.", "A mill.", "A canal."),
    ]


def test_what_marks_a_note_belongs_to_it() -> None:
    made = script(book(noted()), replace(PAUSES, announce_notes="word", notes="read"))  # type: ignore[arg-type]
    after = {utterance.spoken: utterance.pause_after_ms for utterance in made.utterances()}
    assert (after["Note."], after["Picture."], after["End of note."]) == (400, 400, 800)


def test_an_earcon_marks_them_in_a_voice_of_its_own_that_no_pace_changes() -> None:
    cast = replace(CAST, earcon=TONES)
    marked = replace(PAUSES, announce_notes="earcon", notes="read", pace=2.5)
    made = script(book(noted()), marked, cast=cast)  # type: ignore[arg-type]
    tones = [(one.spoken, one.voice) for one in made.utterances() if not one.text]
    assert tones == [("note", "earcon"), ("end of note", "earcon"), ("picture", "earcon")]
    assert made.rates()["earcon"] == 1.0


def test_a_book_that_is_announced_marks_notes_by_a_word_unless_told_otherwise() -> None:
    assert Settings(announce=True).note_mark() == "word"
    assert Settings(announce=True, announce_notes="off").note_mark() == "off"
    assert Settings().note_mark() == "off"
    assert Settings(announce_notes="earcon").note_mark() == "earcon"
