from __future__ import annotations

import pytest

from talecast.serve.answers import Answer, Representation, answer
from talecast.serve.conditions import http_date
from talecast.serve.ranges import ByteRange

TAG, OTHER = '"abc"', '"xyz"'
THEN = 1_700_000_000
HERE = Representation("audio/mpeg", 1_000, TAG, THEN)


def asked(method: str = "GET", **headers: str) -> Answer:
    return answer(method, {name.replace("_", "-"): value for name, value in headers.items()}, HERE)


def test_all_of_it_with_what_caches_and_players_need() -> None:
    whole = asked()
    assert (whole.status, whole.body) == (200, (ByteRange(0, 1_000),))
    assert dict(whole.headers) == {
        "content-type": "audio/mpeg",
        "content-length": "1000",
        "accept-ranges": "bytes",
        "etag": TAG,
        "last-modified": "Tue, 14 Nov 2023 22:13:20 GMT",
        "cache-control": "private, no-cache",
    }


@pytest.mark.parametrize("headers", [{}, {"range": "bytes=0-9"}, {"range": "bytes=5000-"}, {"if_none_match": TAG}])
def test_head_says_what_get_would_say_and_gives_nothing(headers: dict[str, str]) -> None:
    whole = asked(**headers)
    assert asked("HEAD", **headers) == Answer(whole.status, whole.headers)


def test_a_part_says_which() -> None:
    part = asked(range="bytes=900-")
    assert (part.status, part.body) == (206, (ByteRange(900, 1_000),))
    assert dict(part.headers)["content-range"] == "bytes 900-999/1000"
    assert dict(part.headers)["content-length"] == "100"


def test_beyond_the_end_there_is_nothing_and_the_length_is_told() -> None:
    none = asked(range="bytes=1000-")
    assert (none.status, none.body) == (416, ())
    assert dict(none.headers)["content-range"] == "bytes */1000"


def test_several_parts_come_in_one_answer_of_the_length_that_it_says() -> None:
    parts = asked(range="bytes=0-9,20-29")
    assert parts.status == 206
    media_type, _, boundary = dict(parts.headers)["content-type"].partition("; boundary=")
    assert media_type == "multipart/byteranges"
    assert int(dict(parts.headers)["content-length"]) == sum(map(len, parts.body))
    heads = [piece for piece in parts.body if isinstance(piece, bytes)]
    assert heads[0] == (
        f"\r\n--{boundary}\r\nContent-Type: audio/mpeg\r\nContent-Range: bytes 0-9/1000\r\n\r\n".encode()
    )
    assert heads[-1] == f"\r\n--{boundary}--\r\n".encode()


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"if_none_match": TAG}, 304),
        ({"if_none_match": f"W/{TAG}"}, 304),
        ({"if_none_match": f"{OTHER}, {TAG}"}, 304),
        ({"if_none_match": "*"}, 304),
        ({"if_none_match": OTHER}, 200),
        ({"if_none_match": "abc"}, 200),
        ({"if_modified_since": http_date(THEN)}, 304),
        ({"if_modified_since": http_date(THEN + 1)}, 304),
        ({"if_modified_since": http_date(THEN - 1)}, 200),
        ({"if_modified_since": "yesterday"}, 200),
        ({"if_modified_since": "Tue, 14 Nov 99999 22:13:20 GMT"}, 200),
        ({"if_none_match": OTHER, "if_modified_since": http_date(THEN)}, 200),
        ({"if_match": TAG}, 200),
        ({"if_match": f"W/{TAG}"}, 412),
        ({"if_match": OTHER}, 412),
        ({"if_unmodified_since": http_date(THEN - 1)}, 412),
        ({"if_unmodified_since": http_date(THEN)}, 200),
    ],
)
def test_a_condition_is_judged_as_rfc_9110_has_it(headers: dict[str, str], status: int) -> None:
    assert asked(**headers).status == status


def test_what_is_known_already_is_not_sent_but_for_its_validators() -> None:
    known = asked(if_none_match=TAG, range="bytes=0-9")
    assert known.status == 304
    assert known.body == ()
    assert {name for name, _ in known.headers} == {"etag", "last-modified", "cache-control"}


@pytest.mark.parametrize(
    ("if_range", "status"),
    [
        (TAG, 206),
        (http_date(THEN), 206),
        (OTHER, 200),
        (f"W/{TAG}", 200),
        (http_date(THEN + 1), 200),
        ("nonsense", 200),
    ],
)
def test_a_range_of_another_version_is_answered_with_the_whole(if_range: str, status: int) -> None:
    assert asked(range="bytes=0-9", if_range=if_range).status == status


def test_of_an_empty_thing_all_is_nothing() -> None:
    empty = answer("GET", {}, Representation("text/vtt", 0, TAG, THEN))
    assert (empty.status, empty.body, dict(empty.headers)["content-length"]) == (200, (), "0")
