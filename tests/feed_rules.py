"""What the W3C's feed validator objects to in a podcast's feed, as rules of our own: its errors and its warnings alike.

Written from what it checks for RSS 2.0, Atom links, content and iTunes. One of its warnings is left out: that it does not know
the namespace of Podcasting 2.0, which it says of every feed that has chapters and transcripts.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from html.entities import name2codepoint
from typing import TYPE_CHECKING
from xml.parsers import expat

import html5lib

if TYPE_CHECKING:
    from collections.abc import Iterator

PREFIXES = {
    "http://www.w3.org/2005/Atom": "atom",
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "https://podcastindex.org/namespace/1.0": "podcast",
}
MAX_BYTES = 5_000_000

_HOST = r"((\d{1,3}\.){3}\d{1,3}|([a-z0-9-]+\.)+[a-z0-9][-a-z0-9]*)"
_WEB_ADDRESS = re.compile(rf"https?://{_HOST}(:\d+)?(/[\w;/?:@&=+$.!~*'()%,#-]*)?", re.IGNORECASE | re.ASCII)
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*:(//)?[\w;/?:@&=+$.!~*'()%,#-]+", re.IGNORECASE | re.ASCII)
_EMAIL = re.compile(rf"[a-z0-9_+.'-]+@{_HOST}", re.IGNORECASE | re.ASCII)
_DATE = re.compile(
    r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d? [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d (GMT|[+-]\d\d[03]0)", re.ASCII
)
_DURATION = re.compile(r"\d+(:[0-5]\d(:[0-5]\d)?)?", re.ASCII)
_MEDIA_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+", re.ASCII)
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-zA-Z0-9]+)*", re.ASCII)
_UNREADABLE = re.compile("[\x80-\x9f\ufffd]")
_END_TAG = re.compile(r"</(\w+)>")
_ITUNES_SUFFIXES = {"m4a", "mp3", "mov", "mp4", "m4v", "pdf", "epub"}
_HTML = set(
    "a abbr address article aside audio b bdi bdo big blockquote body br button caption center cite code dd del div dl dt em font footer "
    "form h1 h2 h3 h4 h5 h6 head header hr html i iframe img input ins kbd label li link main mark menu meta nav object ol option p "
    "picture pre q s samp script section select small source span strike strong style sub summary sup table tbody td textarea tfoot th "
    "thead time title tr u ul var video".split()
)
_SAFE_HTML = _HTML - {"body", "head", "html", "iframe", "link", "meta", "object", "script", "style", "title"}
_SAFE_ATTRIBUTES = {"dir", "lang", "href", "class", "id", "title", "alt", "src", "start", "type"}


@dataclass
class Element:
    """An element of a feed, with the line that it starts on."""

    name: str
    attributes: dict[str, str]
    line: int
    text: str = ""
    children: list[Element] = field(default_factory=list)

    def all(self, name: str) -> list[Element]:
        return [child for child in self.children if child.name == name]

    def one(self, name: str) -> Element:
        (found,) = self.all(name)
        return found

    def say(self, name: str) -> str:
        """The text of the one child of that name."""
        return self.one(name).text


def parse(data: bytes) -> Element:
    """The root of a feed; prefixes are those that everybody uses."""
    parser = expat.ParserCreate(namespace_separator=" ")
    root = Element("", {}, 0)
    stack = [root]

    def start(name: str, attributes: dict[str, str]) -> None:
        element = Element(_named(name), attributes, parser.CurrentLineNumber)
        stack[-1].children.append(element)
        stack.append(element)

    def end(_: str) -> None:
        stack.pop()

    def characters(text: str) -> None:
        stack[-1].text += text

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, characters
    parser.Parse(data, True)  # noqa: FBT003 - expat's own signature
    return root.children[0]


def _named(name: str) -> str:
    namespace, space, local = name.rpartition(" ")
    return f"{PREFIXES[namespace]}:{local}" if space else local


def faults(data: bytes, url: str, now: datetime | None = None) -> list[str]:
    """Everything that is wrong with the feed, which is read from `url` at `now`; an empty list for nothing."""
    now = now or datetime.now(UTC)
    lines = [b"&#x" in line for line in data.split(b"\n")]
    root = parse(data)
    found = [] if data.startswith(b"<?xml") and len(data) <= MAX_BYTES else ["no declaration, or over 5 MB"]
    if root.name != "rss" or root.attributes != {"version": "2.0"}:
        found.append("no RSS 2.0")
    channel = root.one("channel")
    found += _characters(root)
    found += _channel(channel, url, lines)
    for item in channel.all("item"):
        found += [f"{item.say('title')!r}: {fault}" for fault in _item(item, lines, now)]
    guids = Counter(item.say("guid") for item in channel.all("item"))
    found += [f"the guid {guid} occurs {count} times" for guid, count in guids.items() if count > 1]
    order = [child.name == "item" for child in channel.children]
    if order != sorted(order):
        found.append("something follows the items")
    return found


def _characters(element: Element) -> Iterator[str]:
    for text in (element.text, *element.attributes.values()):
        if _UNREADABLE.search(text):
            yield f"{element.name} holds a control character or a mark for a lost one: {text[:60]!r}"
    if element.text.strip() and element.children:
        yield f"{element.name} mixes text and elements"
    for child in element.children:
        yield from _characters(child)


ONCE = {
    "channel": "title link description language generator itunes:author itunes:owner itunes:type itunes:explicit".split(),
    "item": "title link guid pubDate description content:encoded enclosure itunes:title itunes:duration itunes:episode itunes:season".split(),
}
AT_MOST_ONCE = (
    "image itunes:image itunes:block itunes:new-feed-url itunes:author itunes:episodeType itunes:explicit".split()
)
KNOWN = {
    "channel": {*ONCE["channel"], *AT_MOST_ONCE, "atom:link", "itunes:category", "item"},
    "item": {*ONCE["item"], *AT_MOST_ONCE},
}


def _counted(element: Element) -> Iterator[str]:
    counts = Counter(child.name for child in element.children)
    for name in ONCE[element.name]:
        if counts[name] != 1:
            yield f"{element.name} has {counts[name]} {name}"
    for name in AT_MOST_ONCE:
        if counts[name] > 1:
            yield f"{element.name} has {counts[name]} {name}"
    for name in counts:
        if name not in KNOWN[element.name] and not name.startswith("podcast:"):
            yield f"{element.name} has {name}, which nobody knows there"


def _channel(channel: Element, url: str, lines: list[bool]) -> Iterator[str]:
    yield from _counted(channel)
    for name in ("title", "description", "itunes:author"):
        yield from _plain(channel.one(name), lines)
    owner = channel.one("itunes:owner")
    yield from _plain(owner.one("itunes:name"), lines)
    yield from _matches(_EMAIL, owner.say("itunes:email"), "itunes:email")
    yield from _matches(_ADDRESS, channel.say("link"), "link")
    yield from _matches(_LANGUAGE, channel.say("language"), "language")
    (link,) = channel.all("atom:link")
    if link.attributes != {"rel": "self", "type": "application/rss+xml", "href": url}:
        yield f"the feed's link to itself is {link.attributes}"
    if channel.say("itunes:type") not in {"serial", "episodic"}:
        yield "itunes:type"
    if [one.attributes["text"] for one in channel.all("itunes:category")] != ["Arts"]:
        yield "itunes:category"
    yield from _explicit(channel)
    for image in channel.all("image"):
        if (image.say("title"), image.say("link")) != (channel.say("title"), channel.say("link")):
            yield "the image's title or link is not the channel's"
        yield from _plain(image.one("title"), lines)
        yield from _picture(image.say("url"))


def _item(item: Element, lines: list[bool], now: datetime) -> Iterator[str]:
    yield from _counted(item)
    for name in ("title", "itunes:author"):
        yield from _plain(item.one(name), lines)
    for name in ("description", "content:encoded"):
        yield from faults_of_markup(item.say(name), name)
    names = [child.name for child in item.children]
    if names.index("description") > names.index("content:encoded"):
        yield "content:encoded comes before description"
    yield from _matches(_ADDRESS, item.say("link"), "link")
    if item.one("guid").attributes != {"isPermaLink": "false"} or not item.say("guid").strip():
        yield "guid"
    yield from _date(item.say("pubDate"), now)
    yield from _enclosure(item.one("enclosure").attributes)
    yield from _matches(_DURATION, item.say("itunes:duration"), "itunes:duration")
    for name in ("itunes:episode", "itunes:season"):
        if not item.say(name).isdigit() or int(item.say(name)) < 1:
            yield f"{name} is no number from 1"
    if item.say("itunes:episodeType") not in {"full", "trailer", "bonus"}:
        yield "itunes:episodeType"
    for image in item.all("itunes:image"):
        yield from _picture(image.attributes["href"])
    yield from _explicit(item)


def _enclosure(enclosure: dict[str, str]) -> Iterator[str]:
    yield from _matches(_WEB_ADDRESS, enclosure["url"], "enclosure")
    yield from _matches(_MEDIA_TYPE, enclosure["type"], "enclosure")
    if enclosure["url"].rpartition(".")[2] not in _ITUNES_SUFFIXES:
        yield f"iTunes knows no {enclosure['url'].rpartition('.')[2]}"
    if not enclosure["length"].isdigit():
        yield "the enclosure's length is no number"


def _explicit(element: Element) -> Iterator[str]:
    if element.say("itunes:explicit") not in {"true", "false"}:
        yield "itunes:explicit"
    if [one.text for one in element.all("itunes:block")] not in ([], ["Yes"]):
        yield "itunes:block"


def _picture(url: str) -> Iterator[str]:
    yield from _matches(_WEB_ADDRESS, url, "image")
    if url.rpartition(".")[2].lower() not in {"jpg", "jpeg", "gif", "png"}:
        yield f"no picture: {url}"


def _matches(pattern: re.Pattern[str], text: str, where: str) -> Iterator[str]:
    if not pattern.fullmatch(text):
        yield f"{where} cannot be {text!r}"


def _plain(element: Element, lines: list[bool]) -> Iterator[str]:
    """An element of plain text, where readers must not see markup."""
    text = element.text
    if not text.strip():
        yield f"{element.name} is empty"
    limit = {"itunes:author": 255, "itunes:name": 255}.get(element.name)
    if limit and len(text) > limit:
        yield f"{element.name} has {len(text)} characters"
    tags = [tag for tag in _END_TAG.findall(text) if tag.lower() in _HTML]
    entities = [
        name for name in re.findall(r"&(#?\w+)", text) if name in name2codepoint or name == "apos" or not name.isalpha()
    ]
    looks = bool(entities or re.search(r"&#[x0-9]|<[/a-zA-Z]", text))
    if tags or (looks and not lines[element.line - 1]):
        yield f"{element.name} looks like markup: {text[:60]!r}"


def faults_of_markup(text: str, where: str) -> Iterator[str]:
    """An element that readers take for HTML: it has to be valid, and harmless."""
    try:
        fragment = html5lib.HTMLParser(strict=True).parseFragment(text)
    except html5lib.html5parser.ParseError as error:
        yield f"{where} is no HTML: {error}: {text[:200]!r}"
        return
    for element in fragment.iter():
        name = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else "comment"
        if name != "DOCUMENT_FRAGMENT" and name not in _SAFE_HTML:
            yield f"{where} holds a {name}"
        yield from (f"{where} holds the attribute {key}" for key in element.attrib if key not in _SAFE_ATTRIBUTES)


def _date(text: str, now: datetime) -> Iterator[str]:
    yield from _matches(_DATE, text, "pubDate")
    date = parsedate_to_datetime(text)
    if f"{date:%a}" != text[:3]:
        yield f"the weekday of {text} is another"
    if date.year < 1990 or date > now + timedelta(minutes=10):
        yield f"{text} cannot be"
