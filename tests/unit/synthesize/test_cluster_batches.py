"""How utterances are dealt out to workers, and dealt again when a worker is lost."""

from __future__ import annotations

import pytest

from talecast.errors import SynthesisError
from talecast.synthesize.cluster.batches import FIRST_CHARACTERS, LEAD_S, MOST_CHARACTERS, Batches
from talecast.synthesize.engine import EngineOrder
from talecast.synthesize.pool import Job

ORDER = EngineOrder("silence", "", "en", 1.0, 50, "", "")


def batches(count: int, characters: int = 50) -> Batches:
    return Batches(Job(str(index), f"{index:0{characters}}", ORDER) for index in range(count))


def test_a_worker_whose_pace_is_not_known_gets_little_and_a_fast_one_no_more_than_can_be_held() -> None:
    waiting = batches(10_000)
    assert [task.number for task in waiting.deal(None, 2)] == list(range(FIRST_CHARACTERS // 50))
    assert len(waiting.deal(400.0, 2)) == 800 // 50
    assert len(waiting.deal(1e9, 2)) == MOST_CHARACTERS // 50
    assert len(waiting.deal(0.1, 2)) == 1


def test_an_utterance_that_is_longer_than_a_batch_goes_alone() -> None:
    waiting = batches(3, characters=MOST_CHARACTERS + 1)
    assert [len(waiting.deal(1e9, 1)) for _ in range(4)] == [1, 1, 1, 0]
    assert not waiting.due(0.0, 1e9, 1)


def test_towards_the_end_batches_shrink_so_that_the_workers_end_together() -> None:
    waiting = batches(160)
    sizes = []
    while waiting.due(0.0, 1e9, 4):
        sizes.append(len(waiting.deal(1e9, 4)))
    assert sizes[:3] == [20, 17, 15]
    assert sizes[-8:] == [1] * 8
    assert sum(sizes) == 160


def test_a_worker_gets_more_when_little_lies_ready_and_towards_the_end_when_nothing_does() -> None:
    waiting = batches(40)
    assert waiting.due(0.0, None, 2)
    assert waiting.due(LEAD_S / 2, 100.0, 2)
    assert not waiting.due(LEAD_S, 100.0, 2)
    assert not waiting.due(LEAD_S / 2, 100.0, 20)
    assert waiting.due(0.0, 100.0, 20)
    while waiting.deal(None, 1):
        continue
    assert not waiting.due(0.0, None, 2)


def test_what_is_answered_twice_counts_once() -> None:
    waiting = batches(2)
    first, second = waiting.deal(1e9, 1) + waiting.deal(1e9, 1)
    assert [waiting.answered(first), waiting.answered(first), waiting.done] == [True, False, False]
    waiting.put_back([first, second], suspect=False)
    assert waiting.deal(1e9, 1) == [second]
    assert waiting.answered(second)
    assert waiting.done


def test_what_a_lost_worker_was_at_goes_out_again_one_by_one_and_what_lay_ready_as_it_was() -> None:
    waiting = batches(1_000)
    at_it, ready = waiting.deal(None, 2), waiting.deal(None, 2)
    waiting.put_back(ready, suspect=False)
    waiting.put_back(at_it, suspect=True)
    assert [waiting.deal(None, 2) for _ in at_it] == [[task] for task in at_it]
    assert waiting.deal(None, 2) == ready


def test_a_batch_ends_before_words_that_are_to_go_alone() -> None:
    waiting = batches(1_000)
    (lost, *_), fresh = waiting.deal(None, 2), waiting.deal(None, 2)
    waiting.put_back([fresh[0], lost, *fresh[1:]], suspect=False)
    lost.losses = 1
    assert [len(waiting.deal(None, 2)) for _ in range(3)] == [1, 1, len(fresh)]


def test_words_that_three_workers_were_lost_with_are_quoted() -> None:
    waiting = batches(1)
    for _ in range(2):
        waiting.put_back(waiting.deal(None, 1), suspect=True)
    with pytest.raises(SynthesisError, match=r"in 3 tries: “0000.*the workers were lost"):
        waiting.put_back(waiting.deal(None, 1), suspect=True)
