"""What holds for feeds of any text, and for dates whatever is done to a book."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from talecast.publish.feed import FeedState
from talecast.publish.feed.notes import as_html
from talecast.publish.feed.state import with_dates, with_turned_dates
from talecast.publish.feed.xml import child, clean, one_line, root, to_bytes
from tests.feed_rules import faults_of_markup, parse

if TYPE_CHECKING:
    from collections.abc import Sequence

NOW = datetime(2026, 11, 26, 6, tzinfo=UTC)
NEW = FeedState(str(uuid.UUID(int=1)))
TEXTS = st.text(st.one_of(st.characters(), st.sampled_from("&<>\"']];#x26/b-\x00\x1b\x85\ufffd\ufffe")), max_size=60)


@given(TEXTS, TEXTS)
def test_any_text_comes_out_as_it_went_in(text: str, value: str) -> None:
    document = root("rss", {"version": "2.0"})
    child(document, "title", one_line(text), {"name": one_line(value)})
    (element,) = parse(to_bytes(document)).children
    assert (element.text, element.attributes) == (one_line(text), {"name": one_line(value)})
    assert one_line(text).split() == clean(text).split()


@given(TEXTS)
def test_any_text_is_valid_and_harmless_html(text: str) -> None:
    assert list(faults_of_markup(f"<p>{as_html(text)}</p>", "notes")) == []


Change = tuple[str, int, int]
CHANGES = st.lists(
    st.tuples(st.sampled_from(["insert", "remove"]), st.integers(0, 30), st.integers(0, 100_000)), max_size=12
)


def changed(chapters: list[str], change: Change, number: int) -> list[str]:
    kind, place, _ = change
    place = min(place, len(chapters))
    if kind == "insert":
        return [*chapters[:place], str(uuid.UUID(int=1000 + number)), *chapters[place:]]
    return chapters[:place] + chapters[place + 1 :]


def in_order(dates: Sequence[datetime]) -> bool:
    return all(earlier <= later for earlier, later in pairwise(dates))


@given(st.integers(0, 20), CHANGES, st.booleans())
def test_dates_stay_keep_the_order_and_are_never_in_the_future(count: int, changes: list[Change], drip: bool) -> None:
    chapters = [str(uuid.UUID(int=2000 + number)) for number in range(count)]
    state, now = with_dates(NEW, chapters, NOW, drip=drip), NOW
    for number, change in enumerate(changes):
        before = dict(state.published)
        chapters, now = changed(chapters, change, number), now + timedelta(seconds=change[2])
        state = with_dates(state, chapters, now, drip=drip)
        out = [state.published[guid] for guid in chapters if guid in state.published]
        assert before.items() <= state.published.items()
        assert in_order(out)
        assert all(date <= now for date in out)
        assert drip or len(out) == len(chapters)
        assert not set(state.scheduled) & set(state.published)
        assert all(date > now for date in state.scheduled.values())


@given(st.integers(1, 20), CHANGES)
def test_turned_dates_stay_and_keep_the_turned_order(count: int, changes: list[Change]) -> None:
    chapters = [str(uuid.UUID(int=2000 + number)) for number in range(count)]
    state, now = with_turned_dates(NEW, chapters, NOW), NOW
    for number, change in enumerate(changes):
        before = dict(state.turned)
        chapters, now = changed(chapters, change, number), now + timedelta(seconds=change[2])
        state = with_turned_dates(state, chapters, now)
        assert before.items() <= state.turned.items()
        assert in_order([state.turned[guid] for guid in reversed(chapters)])
        assert all(date <= now for date in state.turned.values())
