"""Who a book is, when it is narrated for the first time and again."""

from __future__ import annotations

import time
import uuid
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from talecast.publish import Ids, assign_ids, plan_document, same_book
from tests.unit.publish.scripts import prose, script_of

if TYPE_CHECKING:
    from talecast.model import Script

FOUR = tuple((f"Chapter {number}", prose(number)) for number in range(1, 5))


def narrated(script: Script, ids: Ids | None = None) -> dict[str, Any]:
    """The object of an earlier narration of the script."""
    return plan_document(script, ids or assign_ids(script, None), 44_100, 0)


def edited(text: str, every: int = 9) -> str:
    """The text with one word in `every` replaced."""
    return " ".join("other" if place % every == 4 else word for place, word in enumerate(text.split()))


def test_first_ids_are_uuids_that_depend_on_the_words_alone() -> None:
    ids = assign_ids(script_of(*FOUR), None)
    assert ids == assign_ids(script_of(*FOUR, title="Another", source="-"), None)
    assert ids == assign_ids(script_of(*((f"Part {title}", text) for title, text in FOUR)), None)
    assert [uuid.UUID(one).version for one in (ids.book, *ids.chapters)] == [5] * 5
    assert len(set(ids.chapters)) == 4


def test_other_words_or_another_author_are_another_book() -> None:
    ids = assign_ids(script_of(*FOUR), None)
    assert assign_ids(script_of(*FOUR[:3]), None).book != ids.book
    assert assign_ids(script_of(*FOUR, creators=("Bo",)), None).book != ids.book


def test_equal_chapters_of_a_book_have_ids_of_their_own() -> None:
    ids = assign_ids(script_of(("I", "The same."), ("I", "The same."), ("I", "The same.")), None)
    assert len(set(ids.chapters)) == 3


def test_many_equal_chapters_get_their_ids_one_after_the_other() -> None:
    begin = time.process_time()
    ids = assign_ids(script_of(*[("I", "The same.")] * 20_000), None)
    assert len(set(ids.chapters)) == 20_000
    assert time.process_time() - begin < 10  # 0.2 s; each of them counting from the beginning took minutes


def test_ids_stay_when_a_book_is_narrated_again_unchanged() -> None:
    script = script_of(*FOUR)
    ids = Ids(str(uuid.UUID(int=1)), tuple(str(uuid.UUID(int=number)) for number in range(2, 6)))
    assert assign_ids(script, narrated(script, ids)) == ids


def test_ids_stay_under_another_title_and_with_some_other_words() -> None:
    before = script_of(*FOUR)
    after = script_of(
        *((f"Renamed {title}", edited(text)) for title, text in FOUR), title="New Title", creators=("Bo",)
    )
    assert same_book(after, narrated(before))
    assert assign_ids(after, narrated(before)) == assign_ids(before, None)


def test_chapters_keep_their_ids_when_they_move_and_a_new_one_gets_a_new_id() -> None:
    before = script_of(*FOUR)
    after = script_of(("New", prose(50)), FOUR[3], ("Chapter 2", edited(FOUR[1][1])), FOUR[0])
    old = assign_ids(before, None)
    new = assign_ids(after, narrated(before))
    assert new.book == old.book
    assert new.chapters[1:] == (old.chapters[3], old.chapters[1], old.chapters[0])
    assert new.chapters[0] not in old.chapters


def test_some_chapters_of_a_book_are_the_same_book_and_keep_their_ids() -> None:
    before = script_of(*FOUR)
    part = script_of(FOUR[2], first_number=3)
    assert same_book(part, narrated(before))
    assert assign_ids(part, narrated(before)) == Ids(
        assign_ids(before, None).book, assign_ids(before, None).chapters[2:3]
    )


def test_a_chapter_cut_in_two_leaves_its_id_to_one_half() -> None:
    before = script_of(("I", prose(1, 100)))
    halves = prose(1, 100).split()
    after = script_of(("I", " ".join(halves[:70]) + "."), ("II", " ".join(halves[70:])))
    old, new = assign_ids(before, None), assign_ids(after, narrated(before))
    assert old.chapters[0] in new.chapters
    assert len(set(new.chapters)) == 2


def test_chapters_too_short_to_compare_are_known_by_their_title_or_their_number() -> None:
    before = script_of(("Prologue", "It rained."), *FOUR, ("Epilogue", "It rained no more."))
    old = assign_ids(before, None)
    after = script_of(("Prologue", "It snowed."), *FOUR, ("Ending", "It snowed no longer."))
    assert assign_ids(after, narrated(before)) == old


def test_a_new_chapter_never_takes_an_id_that_an_old_one_had() -> None:
    before = script_of(*FOUR)
    old = assign_ids(before, None)
    moved = narrated(before)
    moved["chapters"] = [
        {**chapter, "id": old.chapters[(index + 1) % 4]} for index, chapter in enumerate(moved["chapters"])
    ]
    after = script_of(*FOUR, ("Chapter 1", prose(77)))
    new = assign_ids(after, moved)
    assert len(set(new.chapters)) == 5


def test_two_books_are_not_the_same_for_their_title() -> None:
    assert not same_book(script_of(*FOUR), narrated(script_of(*((t, prose(n + 90)) for n, (t, _) in enumerate(FOUR)))))
    assert not same_book(script_of(("I", "One short story.")), narrated(script_of(("I", prose(3)))))


def test_books_of_a_line_are_the_same_for_their_words_or_their_title() -> None:
    before = narrated(script_of(("I", "Hello there.")))
    assert same_book(script_of(("I", "Hello there."), title="Other"), before)
    assert same_book(script_of(("I", "Hello you.")), before)
    assert not same_book(script_of(("I", "Hello you."), title="Other"), before)


def test_a_script_without_words_between_spaces_is_compared_too() -> None:
    text = "東京は夜の七時。リムジンの中で私は待っている。"
    other = "吾輩は猫である。名前はまだ無い。どこで生れたか。"
    assert same_book(script_of(("一", text.replace("七", "八"))), narrated(script_of(("一", text), title="夜")))
    assert not same_book(script_of(("一", other)), narrated(script_of(("一", text), title="夜")))


@pytest.mark.parametrize(
    "odd",
    [
        {"id": "no uuid"},
        {"chapters": None},
        {"chapters": [{"id": 5}, {"blocks": 7}, {"blocks": [{"sentences": [{"text": None}]}]}]},
        {"title": None, "chapters": ["x"]},
    ],
)
def test_an_odd_narration_before_gives_new_ids_and_no_error(odd: dict[str, Any]) -> None:
    script = script_of(*FOUR)
    ids = assign_ids(script, {**narrated(script), **odd})
    assert len(set(ids.chapters)) == 4
    assert same_book(script, {**narrated(script), **odd}) in {True, False}


def test_a_thousand_chapters_are_matched_in_seconds() -> None:
    script = script_of(*((f"Chapter {number}", prose(number, 300)) for number in range(1000)))
    assert len(assign_ids(script, narrated(script)).chapters) == 1000


def test_ids_do_not_depend_on_what_is_skipped() -> None:
    script = script_of(*FOUR)
    assert assign_ids(replace(script, skipped=()), None) == assign_ids(script, None)
