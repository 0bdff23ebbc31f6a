from __future__ import annotations

import pytest

from talecast.publish.site.markup import Html, document, element, join
from talecast.publish.site.qr import qr_svg, qr_terminal
from talecast.publish.site.words import clock, is_local, link, size, spoken_length, subscribe_links


def test_text_is_escaped_and_markup_is_not() -> None:
    inner = element("b", {}, "<&>\"'")
    assert inner == "<b>&lt;&amp;&gt;&quot;&#x27;</b>"
    assert (
        element("p", {"title": '"><script>'}, inner, " & ") == f'<p title="&quot;&gt;&lt;script&gt;">{inner} &amp; </p>'
    )
    assert join("<", Html("<br>")) == "&lt;<br>"


def test_an_attribute_stands_alone_has_a_value_or_is_left_out() -> None:
    assert element("input", {"readonly": True, "hidden": False, "lang": None, "min": 0}) == '<input readonly min="0">'


def test_what_is_no_character_of_utf_8_does_no_harm() -> None:
    page = document("en", element("head", {}), element("body", {}, "a\ud800b"))
    assert b"a?b" in page


@pytest.mark.parametrize(
    ("seconds", "length", "shown"),
    [
        (0, "1 s", "0:00"),
        (35.4, "35 s", "0:35"),
        (60, "1 min", "1:00"),
        (3_599, "1 h", "59:59"),
        (3_725, "1 h 2 min", "1:02:05"),
        (43_500, "12 h 5 min", "12:05:00"),
    ],
)
def test_a_length_is_said_to_the_minute_and_shown_to_the_second(seconds: float, length: str, shown: str) -> None:
    assert (spoken_length(seconds), clock(seconds)) == (length, shown)


def test_a_size_is_in_the_unit_that_fits() -> None:
    assert [size(count) for count in (10, 2_400, 150_000, 43_000_000)] == ["1 kB", "2 kB", "0.1 MB", "43.0 MB"]


@pytest.mark.parametrize("path", ["javascript:alert(1)", "//evil.example/x", "a b/c?d#e", "%2e%2e/x", "ü"])
def test_a_link_stays_where_it_is(path: str) -> None:
    from urllib.parse import unquote, urljoin, urlsplit

    whole = urlsplit(urljoin("http://host/shelf/", link(path)))
    assert (whole.scheme, whole.netloc, whole.query, whole.fragment) == ("http", "host", "", "")
    assert unquote(whole.path) == f"/shelf/{path.lstrip('/')}"


def test_a_feed_opens_apps_by_their_own_schemes() -> None:
    assert [href for href, _ in subscribe_links("https://h/feed.xml")] == [
        "podcast://h/feed.xml",
        "pcast://h/feed.xml",
        "itpc://h/feed.xml",
    ]


def test_an_address_of_this_machine_is_known_as_one() -> None:
    assert is_local("http://127.0.0.1:8123/feed.xml")
    assert is_local("http://[::1]:8123/feed.xml")
    assert not is_local("http://192.168.1.10:8123/feed.xml")


def test_a_code_is_the_same_each_time_and_names_itself() -> None:
    drawn = qr_svg("http://h/feed.xml", 'A "code"')
    assert drawn == qr_svg("http://h/feed.xml", 'A "code"')
    assert 'aria-label="A &quot;code&quot;"' in drawn
    assert len(qr_terminal("http://h/").splitlines()) > 10
