"""What DAISY asks of overlays and of the NCC, as tables: no document type of these can be had.

From the DAISY 2.02 Specification (2.1, 2.2, appendix 2), SMIL 1.0, and Z39.86-2005 (7).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@dataclass(frozen=True)
class Element:
    """What an element may hold and say."""

    inside: str = ""
    """A regular expression of its children's names, each with a space behind it."""
    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()


NPT = r"npt=\d+\.\d{3}s"
CLOCK = r"\d+:[0-5]\d:[0-5]\d\.\d{3}"
ADDRESS = r"[A-Za-z0-9/._-]+#[A-Za-z0-9._-]+"

SMIL_1 = {
    "smil": Element("head body "),
    "head": Element("(meta )+layout "),
    "meta": Element(required=("name", "content")),
    "layout": Element("region "),
    "region": Element(required=("id",)),
    "body": Element("seq "),
    "seq": Element("(par )+", ("dur",)),
    "par": Element("text audio ", ("endsync", "id"), ("system-required",)),
    "text": Element(required=("src", "id")),
    "audio": Element(required=("src", "clip-begin", "clip-end", "id")),
}
SMIL_1_VALUES = {
    "dur": r"\d+\.\d{3}s",
    "endsync": "last",
    "system-required": "pagenumber-on|footnote-on|prodnote-on|sidebar-on",
    "clip-begin": NPT,
    "clip-end": NPT,
    "src": rf"{ADDRESS}|[a-z0-9]{{1,8}}\.mp3",
}
SMIL_2 = {
    "smil": Element("head body "),
    "head": Element("(meta )+(customAttributes )?"),
    "meta": Element(required=("name", "content")),
    "customAttributes": Element("(customTest )+"),
    "customTest": Element(required=("id", "defaultState", "override")),
    "body": Element("seq "),
    "seq": Element("((par|seq) )+", ("id",), ("dur", "fill", "class", "customTest", "end")),
    "par": Element("text audio ", ("id",), ("class", "customTest")),
    "text": Element(required=("src",)),
    "audio": Element(required=("src", "clipBegin", "clipEnd")),
}
SMIL_2_VALUES = {
    "dur": CLOCK,
    "fill": "remove",
    "defaultState": "true|false",
    "override": "visible",
    "clipBegin": CLOCK,
    "clipEnd": CLOCK,
    "src": rf"{ADDRESS}|[a-z0-9]{{1,8}}\.mp3",
}

ONCE = "dc:date dc:format dc:identifier dc:publisher dc:title ncc:charset ncc:pageFront ncc:pageNormal ncc:pageSpecial ncc:tocItems ncc:totalTime"
AT_MOST_ONCE = "dc:source ncc:depth ncc:files ncc:footnotes ncc:generator ncc:kByteSize ncc:maxPageNormal ncc:multimediaType ncc:producer ncc:prodNotes ncc:setInfo ncc:sidebars"
SOME = "dc:creator dc:language"
ANY_NUMBER = "dc:contributor dc:description dc:subject dc:type dc:rights ncc:narrator"
ROMAN = re.compile(r"(?=.)m*(d?c{0,3}|c[dm])(l?x{0,3}|x[lc])(v?i{0,3}|i[vx])")


def smil_faults(path: Path) -> Iterator[str]:
    """What is wrong with an overlay of a book in a folder `daisy` or `daisy3`."""
    root = etree.parse(path).getroot()
    is_first = path.parent.name == "daisy"
    rules, values = (SMIL_1, SMIL_1_VALUES) if is_first else (SMIL_2, SMIL_2_VALUES)
    ids = [one.get("id") for one in root.iter() if one.get("id")]
    if len(ids) != len(set(ids)):
        yield "an id is there twice"
    for one in root.iter():
        name = _name(one)
        rule = rules.get(name)
        if rule is None:
            yield f"there is no element {name}"
            continue
        inside = "".join(f"{_name(child)} " for child in one)
        if not re.fullmatch(rule.inside, inside):
            yield f"{name} holds {inside[:80]!r}"
        said = set(map(str, one.attrib))
        if not set(rule.required) <= said <= {*rule.required, *rule.optional}:
            yield f"{name} says {sorted(said)}"
        yield from (
            f"{name} has {key}={value!r}"
            for key, value in one.attrib.items()
            if key in values and not re.fullmatch(values[str(key)], str(value))
        )
        if (test := one.get("customTest")) and not root.findall(f".//{{*}}customTest[@id='{test}']"):
            yield f"no test {test}"
        if (end := one.get("end")) and (end != f"DTBuserEscape;{one[-1].get('id')}.end" or not one.get("class")):
            yield f"a seq ends at {end}"
    metas = [one.get("name") for one in root.iter("{*}meta")]
    needed = ["dc:format"] if is_first else ["dtb:uid", "dtb:totalElapsedTime"]
    yield from (f"{name} is said {metas.count(name)} times" for name in needed if metas.count(name) != 1)
    yield from (f"{name} is said twice" for name in set(metas) if metas.count(name) > 1)


def ncc_faults(folder: Path) -> Iterator[str]:
    """What is wrong with the NCC of the DAISY 2.02 book in a folder."""
    root = etree.parse(folder / "ncc.html").getroot()
    head, body = root
    if not set(map(str, root.attrib)) <= {"lang", "{http://www.w3.org/XML/1998/namespace}lang"}:
        yield f"html says {dict(root.attrib)}"
    metas = [(str(one.get("name")), str(one.get("content"))) for one in head.iter("{*}meta") if one.get("name")]
    yield from _meta_faults(metas)
    lines = list(body)
    first = lines[0]
    if (_name(first), first.get("class")) != ("h1", "title"):
        yield "it does not begin with its title"
    classes = [str(one.get("class")) for one in lines if _name(one) == "span"]
    ranks = [int(_name(one)[1]) for one in lines if _name(one) != "span"]
    expected = {
        "dc:format": "Daisy 2.02",
        "ncc:tocItems": len(lines),
        "ncc:pageFront": classes.count("page-front"),
        "ncc:pageNormal": classes.count("page-normal"),
        "ncc:pageSpecial": classes.count("page-special"),
        "ncc:footnotes": classes.count("noteref"),
        "ncc:depth": max(ranks),
        "ncc:files": sum(1 for _ in folder.iterdir()),
        "ncc:multimediaType": "audioFullText",
        "ncc:charset": "utf-8",
    }
    said = dict(metas)
    yield from (
        f"{name} is {said.get(name)}, not {value}" for name, value in expected.items() if said.get(name) != str(value)
    )
    yield from (f"level {other} right under level {rank}" for rank, other in pairwise(ranks) if other > rank + 1)
    for one in lines:
        yield from _line_faults(one)


def _meta_faults(metas: list[tuple[str, str]]) -> Iterator[str]:
    names = [name for name, _ in metas]
    yield from (f"{name} is said {names.count(name)} times" for name in ONCE.split() if names.count(name) != 1)
    yield from (f"{name} is said twice" for name in AT_MOST_ONCE.split() if names.count(name) > 1)
    yield from (f"{name} is not said" for name in SOME.split() if name not in names)
    yield from (
        f"there is no {name}" for name in set(names) - set(f"{ONCE} {AT_MOST_ONCE} {SOME} {ANY_NUMBER}".split())
    )
    yield from (f"{name} is empty" for name, value in metas if not value.strip())


def _line_faults(line: etree._Element) -> Iterator[str]:
    if not line.get("id") or [_name(child) for child in line] != ["a"]:
        yield f"{etree.tostring(line)[:80]!r} is no line with one link"
        return
    label, kind = str(line[0].text), line.get("class")
    if kind == "page-normal" and not label.isdecimal():
        yield f"the page {label!r} is no normal one"
    if kind == "page-front" and not ROMAN.fullmatch(label):
        yield f"the page {label!r} has no Roman number"
    if _name(line) == "span" and kind not in ("page-normal", "page-front", "page-special", "noteref"):
        yield f"a span of the class {kind}"
    if not re.fullmatch(r"[a-z0-9]{1,8}\.smil#[\w-]+", str(line[0].get("href"))):
        yield f"a link to {line[0].get('href')}"


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname
