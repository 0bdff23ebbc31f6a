"""The door to the parser: what is read past, what stands for what, and what is refused."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest

from talecast.errors import SourceError
from talecast.read.xml import attribute, name_of, parse_html, parse_xml, walk
from talecast.read.xmlsource import DENSE_TAGS, MAX_BYTES, MAX_REFERENCES, MAX_TAGS

HTML = '<html xmlns="http://www.w3.org/1999/xhtml">{}</html>'


def words(text: str | bytes) -> str:
    data = text if isinstance(text, bytes) else text.encode()
    return "".join(str(part) for part in parse_html(data, "x").root.itertext())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("caf&eacute;&nbsp;&mdash;&hellip;", "café\xa0—…"),
        ("&#151;&#x93;&#8212;", "—“—"),
        ("a &lt; b &amp; c &#60;d&#62; &#38; e", "a < b & c <d> & e"),
        ("AT&T & Co &unknown; x&y;", "AT&T & Co &unknown; x&y;"),
        ("a<![CDATA[ <b> &nbsp; ]]>c", "a <b> &nbsp; c"),
        ("a<!-- b -- c -->d<!---->e", "ade"),
        ("a<!-- never closed", "a<!-- never closed"),
        ("a<![CDATA[ never closed", "a<![CDATA[ never closed"),
        ("a\u00adb&shy;c\u200bd", "abcd"),
        ("a&#0;b&#1;c&#xD800;d", "a\ufffdbc\ufffdd"),
        ("a<?php echo ?>b", "ab"),
    ],
)
@pytest.mark.parametrize("wrapping", ["<p>{}</p>", "<p>{}<br></p>"])
def test_references_comments_and_cdata_read_alike_in_xml_and_in_html(text: str, expected: str, wrapping: str) -> None:
    assert words(HTML.format(wrapping.format(text))) == expected


@pytest.mark.parametrize(
    "text",
    [
        "<p>one<p>two<br>three",
        "<div>one<p>two</div>three</p>",
        "<body>one<p>two</body></html>three",
        "one<title/><script/>two<a id=x />three",
        "<p>one</b>two<foo:bar>three</foo:bar>",
        "<table><p>one<tr><td>two<td>three</table>",
        "one<div>two" + "<div>" * 5_000 + "three",
    ],
)
def test_no_word_of_broken_html_is_lost(text: str) -> None:
    assert words(text) == "onetwothree"


def test_a_stray_sign_of_less_is_text() -> None:
    assert words("<p>if a < b and x<y or 3<4 then</p>") == "if a < b and x<y or 3<4 then"


def test_only_what_claims_to_be_xhtml_is_told_that_it_is_none() -> None:
    assert parse_html(b"<p>one<br>two", "x").warnings == ()
    assert "“x” is not well-formed XML" in parse_html(HTML.format("<p>one<br>two").encode(), "x").warnings[0]


def test_names_and_attributes_read_alike_with_and_without_namespaces() -> None:
    declared = '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:e="http://www.idpf.org/2007/ops"><P e:type=" a " xml:lang="fr"/></html>'
    broken = '<html><P epub:type="a" xml:lang="fr"></html>'
    for text in (declared, broken, '<html><P epub:type="a" xml:lang="fr"/></html>'):
        found = [element for element in parse_html(text.encode(), "x").root.iter() if name_of(element) == "p"]
        assert [attribute(found[0], name) for name in ("epub:type", "xml:lang", "id")] == ["a", "fr", ""]


@pytest.mark.parametrize(
    ("data", "expected", "warning"),
    [
        ("<p>schön</p>".encode(), "schön", ""),
        ("\ufeff<p>schön</p>".encode(), "schön", ""),
        ("<p>schön</p>".encode("utf-16"), "schön", ""),
        ('<?xml version="1.0" encoding="utf-16"?><p>sch&#246;n</p>'.encode("utf-16"), "schön", ""),
        ('<?xml version="1.0" encoding="windows-1252"?><p>sch“ön</p>'.encode("cp1252"), "sch“ön", ""),
        ('<?xml version="1.0" encoding="iso-8859-1"?><p>sch“ön</p>'.encode("cp1252"), "sch“ön", ""),
        ('<html><meta charset="shift_jis"><p>こんにちは</p></html>'.encode("shift_jis"), "こんにちは", ""),
        (
            '<?xml version="1.0" encoding="iso-8859-1"?><p>schön</p>'.encode(),
            "schön",
            "is in UTF-8, not in the encoding",
        ),
        (
            '<?xml version="1.0" encoding="utf-8"?><p>schön und müde</p>'.encode("latin-1"),
            "schön und müde",
            "not in UTF-8 as it says",
        ),
        ('<?xml version="1.0" encoding="rot13"?><p>schön</p>'.encode(), "schön", ""),
        ('\n\n <?xml version="1.0"?><p>schön</p>'.encode(), "schön", ""),
        (b"\0\1\2" * 99, "", "holds no text"),
        (b"", "", "is empty"),
    ],
)
def test_an_encoding_is_judged_by_the_bytes_before_what_they_say(data: bytes, expected: str, warning: str) -> None:
    tree = parse_html(data, "x")
    assert "".join(str(part) for part in tree.root.itertext()) == expected
    assert any(warning in said for said in tree.warnings) if warning else tree.warnings == ()


def test_what_is_no_xml_gives_an_empty_root_and_a_warning() -> None:
    tree = parse_xml(b"just words", "x")
    assert len(tree.root) == 0
    assert tree.warnings == ("“x” holds no XML.",)


def declared(*entities: str) -> bytes:
    return f"<!DOCTYPE html [{''.join(f'<!ENTITY {entity}>' for entity in entities)}]>".encode()


def test_entities_of_the_documents_own_stand_for_their_text() -> None:
    data = declared(
        'who "the &job; &amp; &mdash;"',
        "job 'keeper'",
        'loop "a&loop;"',
        'file SYSTEM "/etc/passwd"',
        '% p "<!ENTITY x>"',
    )
    assert words(data + b"<p>&who; &loop;&file;</p>") == "the keeper & — a"


@pytest.mark.parametrize(
    "data",
    [
        declared('a "aaaaaaaaaa"', *(f'{b} "{f"&{a};" * 10}"' for a, b in zip("abcdefgh", "bcdefghi", strict=True)))
        + b"<p>&i;</p>",
        declared(f'a "{"a" * 9_000}"') + b"<p>" + b"&a;" * 200_000 + b"</p>",
        declared(f'a "{"a" * 100_000}"') + b"<p>&a;</p>",
        declared(*(f'e{at} "x"' for at in range(20_000))) + b"<p/>",
        b"<p/>" + b"x" * MAX_BYTES,
        b"<b/>" * (MAX_TAGS + 1),
        b"<p>a</p>" * DENSE_TAGS,
        b"<p>" + b"&" * (MAX_REFERENCES + 1) + b"</p>",
        b"<p " + b" ".join(b"a%d = '<>'" % at for at in range(1_000_000)) + b">x</p>",
    ],
)
@pytest.mark.parametrize("parse", [parse_html, parse_xml])
def test_what_is_made_to_exhaust_the_machine_is_refused(data: bytes, parse: object) -> None:
    begin = time.process_time()
    with pytest.raises(SourceError) as caught:
        (parse_html if parse is parse_html else parse_xml)(data, "x")
    assert caught.value.tip
    assert time.process_time() - begin < 2


@pytest.mark.parametrize(
    "unit", ["<", "&", "&a", "<!--", "<![CDATA[", "<a b='", "<!DOCTYPE ", "</", "<a ", "&#x", "<?", "\0", "<b>x", "]]>"]
)
def test_the_time_grows_with_the_length_alone(unit: str) -> None:
    begin = time.process_time()
    with suppress(SourceError):
        parse_html((unit * (2_000_000 // len(unit)))[: 2 * MAX_TAGS].encode(), "x")
    assert time.process_time() - begin < 10


def test_a_document_of_many_tags_with_text_between_them_is_read() -> None:
    line = b"<p><span id='s'>a line of verse</span></p>"
    assert len(parse_html(line * (DENSE_TAGS // 4 + 1), "x").root) > 0


def test_walking_gives_each_element_its_start_and_its_end() -> None:
    root = parse_xml(b"<a><b/>x<c/></a>", "x").root
    assert [(event, name_of(element)) for event, element in walk(root)] == [
        ("start", "a"), ("start", "b"), ("end", "b"), ("start", "c"), ("end", "c"), ("end", "a"),
    ]  # fmt: skip
