"""DOCX, ODT and RTF: what the golden cases do not show."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from talecast.errors import SourceError
from talecast.model import BlockKind, SkipKind
from talecast.read import read_book
from talecast.read.office import pandoc, signs
from talecast.read.office.docx_numbers import _FORMS
from talecast.read.office.looks import Look, find_headings
from talecast.read.office.rtf import prepare_rtf
from talecast.read.office.rtf_head import information
from talecast.read.office.rtf_words import plain_text

GOLDEN = Path(__file__).resolve().parents[3] / "golden" / "read"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
PROSE = "The lamp was lit before anybody asked for it, and it stayed lit until the morning came."


def docx(body: str, **parts: str) -> bytes:
    packed = io.BytesIO()
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml", '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
        )
        archive.writestr(
            "_rels/.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="r1" Type="{relation}/officeDocument" Target="word/document.xml"/></Relationships>',
        )
        archive.writestr("word/document.xml", f"<w:document {W}><w:body>{body}</w:body></w:document>")
        for name, text in parts.items():
            archive.writestr(f"word/{name}.xml", text)
    return packed.getvalue()


def paragraph(text: str, properties: str = "", run: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:rPr>{run}</w:rPr><w:t>{text}</w:t></w:r></w:p>"


def told(folder: Path, data: bytes, name: str = "story.docx") -> list[tuple[BlockKind, SkipKind | None, str]]:
    pytest.importorskip("pypandoc")
    (folder / name).write_bytes(data)
    book = read_book(str(folder / name))
    return [(block.kind, block.skip, block.text) for chapter in book.chapters for block in chapter.blocks]


def test_an_outline_level_makes_a_heading_whatever_the_style_is_called(tmp_path: Path) -> None:
    body = paragraph("Arrival", '<w:outlineLvl w:val="0"/>') + paragraph(PROSE)
    assert (BlockKind.HEADING, None, "Arrival") in told(tmp_path, docx(body))


def test_words_hidden_by_a_style_are_skipped_as_hidden(tmp_path: Path) -> None:
    styles = (
        f'<w:styles {W}><w:style w:type="character" w:styleId="Secret"><w:name w:val="Secret"/>'
        "<w:rPr><w:vanish/></w:rPr></w:style></w:styles>"
    )
    body = paragraph(PROSE) + paragraph("Not for you.", run='<w:rStyle w:val="Secret"/>')
    assert (BlockKind.PARAGRAPH, SkipKind.HIDDEN, "Not for you.") in told(tmp_path, docx(body, styles=styles))


def test_signs_that_a_document_has_itself_are_taken_out(tmp_path: Path) -> None:
    body = paragraph(f"{signs.HEADINGS[0]}{PROSE}") + paragraph(f"{signs.HIDDEN}Shown.{signs.SHOWN}")
    assert [kind for kind, skip, _ in told(tmp_path, docx(body)) if skip is None] == [BlockKind.PARAGRAPH] * 2


def test_no_external_picture_entity_or_template_is_fetched(tmp_path: Path) -> None:
    outside = f"<!DOCTYPE d [<!ENTITY x SYSTEM 'file:///etc/hostname'>]><w:document {W}><w:body>{paragraph(PROSE + '&x;')}</w:body></w:document>"
    data = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx(""))) as source, zipfile.ZipFile(data, "w") as target:
        for name in source.namelist():
            target.writestr(name, outside if name == "word/document.xml" else source.read(name))
    assert [text for _, _, text in told(tmp_path, data.getvalue())] == [PROSE]


def test_a_document_without_its_text_and_a_locked_one_are_refused(tmp_path: Path) -> None:
    pytest.importorskip("pypandoc")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("word/styles.xml", "<styles/>")
    (tmp_path / "a.docx").write_bytes(packed.getvalue())
    with pytest.raises(SourceError, match="its text is missing"):
        read_book(str(tmp_path / "a.docx"))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", b"\x93\x01\x88")
        archive.writestr("META-INF/manifest.xml", "<manifest><file-entry><encryption-data/></file-entry></manifest>")
    (tmp_path / "a.odt").write_bytes(packed.getvalue())
    with pytest.raises(SourceError, match="locked with a password"):
        read_book(str(tmp_path / "a.odt"))


def test_without_pandoc_one_sentence_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pandoc, "_path", lambda: None)
    (tmp_path / "a.docx").write_bytes(docx(paragraph(PROSE)))
    with pytest.raises(SourceError, match="pandoc is needed") as refused:
        read_book(str(tmp_path / "a.docx"))
    assert refused.value.tip == 'pip install "talecast[documents]"'


def test_a_document_that_keeps_pandoc_busy_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pypandoc")
    monkeypatch.setattr(pandoc, "MEMORY", "4m")
    (tmp_path / "a.docx").write_bytes(docx(paragraph(PROSE) * 20_000))
    with pytest.raises(SourceError, match="more memory to read than any book"):
        read_book(str(tmp_path / "a.docx"))


# --- RTF ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rtf", "text"),
    [
        (r"Caf\u233\'e9", "Café"),
        (r"Caf\'e9", "Café"),
        (r"\u8220?Yes\u8221?", "“Yes”"),
        (r"a\~b \{c\}", "a b {c}"),
        (r"one\emdash two", "one—two"),
    ],
)
def test_the_words_of_a_property_are_decoded(rtf: str, text: str) -> None:
    assert plain_text(rtf) == text


def test_the_properties_of_an_rtf_document_are_found() -> None:
    assert information(r"{\rtf1{\info{\title The Ferry}{\author Ada Quill}}Words}") == {
        "title": "The Ferry",
        "author": "Ada Quill",
    }


def test_a_letter_behind_a_unicode_character_is_not_lost(tmp_path: Path) -> None:
    rtf = rb"{\rtf1\ansi\pard He didn\u8217?t say \u8220?so\u8221?, and \uc2\u233xxnobody asked. \uc0\u233 t.\par}"
    assert [text for _, _, text in told(tmp_path, rtf, "story.rtf")] == ["He didn’t say “so”, and énobody asked. ét."]


def test_binary_data_in_an_rtf_document_is_passed_over() -> None:
    assert "}}" not in prepare_rtf("{\\rtf1 {\\bin5 }}}}}after}").removeprefix("{\\rtf1 {")[:3]


def test_groups_that_are_never_closed_or_closed_too_often_are_read(tmp_path: Path) -> None:
    for number, rtf in enumerate(
        (
            rb"{\rtf1{\b The lamp was lit, as it was each night.\par",
            rb"{\rtf1 The lamp was lit, as it was each night.\par}}}",
        )
    ):
        assert told(tmp_path, rtf, f"{number}.rtf")[0][2] == "The lamp was lit, as it was each night."


def test_an_rtf_document_of_nothing_but_groups_is_refused_at_once() -> None:
    with pytest.raises(SourceError, match="nests its groups"):
        prepare_rtf("{" * 500_000)


# --- looks ----------------------------------------------------------------------------------------------------------


def rows(*words: str) -> list[Look]:
    """Lines in `*stars*` are bold and centred."""
    return [Look(one.strip("*"), bold=one.startswith("*"), centred=one.startswith("*")) for one in words]


def test_bold_lines_over_prose_are_headings() -> None:
    found = find_headings(rows("*Dawn*", PROSE, PROSE, PROSE, "*Dusk*", PROSE, PROSE, PROSE))
    assert found == [0, 4]


@pytest.mark.parametrize(
    "lines",
    [
        ["*Dawn*", PROSE, PROSE],  # one alone
        ["* * *", PROSE, "* * *", PROSE],
        ["*by Ada Quill*", PROSE, PROSE, PROSE, "*by Ada Quill*", PROSE, PROSE],
        ["*Yes,*", PROSE, "*No,*", PROSE, "*Yes,*", PROSE, "*No,*", PROSE],  # every second line
        [PROSE, "*The End*"],
    ],
)
def test_other_lines_in_bold_are_not(lines: list[str]) -> None:
    assert find_headings(rows(*lines)) == []


@pytest.mark.parametrize(
    ("form", "number", "printed"),
    [
        ("upperRoman", 14, "XIV"),
        ("lowerRoman", 9, "ix"),
        ("upperLetter", 28, "BB"),
        ("cardinalText", 21, "Twenty-one"),
        ("bullet", 3, ""),
    ],
)
def test_numbers_are_printed_as_word_prints_them(form: str, number: int, printed: str) -> None:
    assert _FORMS[form](number) == printed
