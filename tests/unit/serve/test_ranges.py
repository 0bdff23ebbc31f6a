from __future__ import annotations

import pytest

from talecast.serve.ranges import MOST_RANGES, ByteRange, asked_ranges

WHOLE = None
NOTHING: tuple[ByteRange, ...] = ()


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("bytes=0-0", (ByteRange(0, 1),)),
        ("bytes=0-", (ByteRange(0, 100),)),
        ("bytes=10-19", (ByteRange(10, 20),)),
        ("bytes=90-500", (ByteRange(90, 100),)),
        ("bytes=-1", (ByteRange(99, 100),)),
        ("bytes=-500", (ByteRange(0, 100),)),
        ("BYTES=5-6", (ByteRange(5, 7),)),
        ("bytes=0-1, 4-5", (ByteRange(0, 2), ByteRange(4, 6))),
        ("bytes=4-5,0-1", (ByteRange(4, 6), ByteRange(0, 2))),
        ("bytes=0-1,200-300", (ByteRange(0, 2),)),
        ("bytes=100-", NOTHING),
        ("bytes=100-200,300-", NOTHING),
        ("bytes=-0", NOTHING),
        ("bytes=999999999999999999-", NOTHING),
    ],
)
def test_a_range_asks_for_bytes_that_are_there(header: str, expected: tuple[ByteRange, ...]) -> None:
    assert asked_ranges(header, 100) == expected


@pytest.mark.parametrize(
    "header",
    [
        "",
        "bytes",
        "bytes=",
        "bytes=-",
        "bytes=a-b",
        "bytes=5-2",
        "bytes=1-2-3",
        "bytes=--5",
        "bytes=0-0,",
        "bytes = 0-1",
        "bytes=+1-2",
        "bytes=٣-٤",
        "bytes=0x1-0x2",
        "seconds=0-1",
        "bytes=0-9,5-14",
        "bytes=0-,0-",
        f"bytes={'9' * 5_000}-",
        "bytes=" + ",".join(f"{number * 2}-{number * 2}" for number in range(MOST_RANGES + 1)),
        "bytes=" + "0-0," * 10_000,
    ],
)
def test_what_is_malformed_or_a_bomb_is_as_if_it_were_not_there(header: str) -> None:
    assert asked_ranges(header, 100) is WHOLE


def test_of_nothing_there_is_no_range() -> None:
    assert asked_ranges("bytes=0-", 0) == NOTHING
    assert asked_ranges("bytes=-5", 0) == NOTHING
