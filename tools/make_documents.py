"""Make the documents of tests/golden/read that word processors write: DOCX by python-docx, ODT and RTF from them by LibreOffice.

    python tools/make_documents.py        (with python-docx and Pillow; `soffice` on the path)

Their words were written for this project. The bytes differ from run to run (both programs write the time), so the files are
committed, and made again only when a case changes.
"""

from __future__ import annotations

import io
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from PIL import Image

if TYPE_CHECKING:
    from docx.document import Document as Docx

GOLDEN = Path(__file__).resolve().parent.parent / "tests" / "golden" / "read"
BOX = """<w:r {w} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"
 xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml"
 xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
 xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>
 <wp:anchor><a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:txbx>
 <w:txbxContent><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:txbxContent></wps:txbx></wps:wsp></a:graphicData></a:graphic>
 </wp:anchor></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent><w:p><w:r><w:t>{text}</w:t></w:r></w:p>
 </w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"""
NUMBERED = """<w:abstractNum {w} w:abstractNumId="90"><w:multiLevelType w:val="multilevel"/>
 <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="cardinalText"/>
  <w:pStyle w:val="Heading1"/><w:lvlText w:val="Part %1:"/></w:lvl>
 <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/>
  <w:pStyle w:val="Heading2"/><w:lvlText w:val="Chapter %2."/></w:lvl>
</w:abstractNum>"""
NUMBER = '<w:num {w} w:numId="90"><w:abstractNumId w:val="90"/></w:num>'
W = nsdecls("w")


def main() -> None:
    """Make every case."""
    save(with_styles(), "word-with-styles")
    save(without_styles(), "word-without-styles")
    save(numbered(), "word-numbered-headings")
    converted("word-with-styles", "odt", "writer-with-styles")
    converted("word-without-styles", "odt", "writer-without-styles")
    converted("word-without-styles", "rtf", "rich-text-without-styles")


def with_styles() -> Docx:
    """What a careful author writes: styles for all, and a little of everything that is easily lost."""
    document = Document()
    core = document.core_properties
    core.title, core.author, core.language, core.comments = "Microsoft Word - draft7.doc", "user", "en-GB", ""
    section = document.sections[0]
    section.header.paragraphs[0].text = "The Tide Clerk"
    section.footer.paragraphs[0].text = "Page 1"
    document.styles.add_style("Poem", WD_STYLE_TYPE.PARAGRAPH)
    document.add_paragraph("The Tide Clerk", style="Title")
    document.add_paragraph("A novella", style="Subtitle")
    document.add_paragraph("by Ada Quill")
    document.add_heading("Chapter One: The Ledger", 1)
    paragraph = document.add_paragraph("Every morning Orla wrote the tide down. ")
    paragraph.add_run("Check the date of this. ").font.hidden = True
    paragraph.add_run("Nobody had asked her to.")
    paragraph = document.add_paragraph("The book was ")
    changed(paragraph, "ins", "old and ")
    changed(paragraph, "del", "new and ")
    paragraph.add_run("thick as a doorstep, and it knew more of the bay than the harbour master did.")
    document.add_paragraph("")
    document.add_paragraph("By noon the water had changed its mind.")
    document.add_paragraph("It does that, she said, to the gull on the sill.")
    document.add_paragraph("* * *").alignment = WD_ALIGN_PARAGRAPH.CENTER
    document.add_paragraph("Keep a true account, and the sea will keep you.", style="Quote")
    document.add_paragraph("High water, low water,", style="Poem")
    document.add_paragraph("nobody’s daughter.", style="Poem")
    document.add_paragraph("a pencil", style="List Bullet")
    document.add_paragraph("a lamp", style="List Bullet")
    document.add_heading("Chapter Two: The Visitor", 1)
    paragraph = document.add_paragraph("A man came in with wet shoes.")
    paragraph._p.append(parse_xml(BOX.format(w=W, text="CLOSED ON SUNDAYS")))
    table = document.add_table(2, 2)
    for cell, words in zip(table._cells, ("Port", "Depth", "Lisk", "nine feet"), strict=True):
        cell.text = words
    picture = io.BytesIO()
    Image.new("RGB", (6, 4), "navy").save(picture, "PNG")
    document.add_picture(picture)
    document.inline_shapes[0]._inline.docPr.set("descr", "A lighthouse with its lamp out")
    document.add_paragraph("He asked for the page of the fourth of March.")
    return document


def without_styles() -> Docx:
    """What most people write: everything in Normal, headings in bold and centred, a page of its own for each chapter."""
    document = Document()
    document.core_properties.title, document.core_properties.author = "", "python-docx"
    title = document.add_paragraph()
    title.add_run("THE LAST FERRYMAN").bold = True
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    document.add_paragraph("by Ada Quill").alignment = WD_ALIGN_PARAGRAPH.CENTER
    for name, text in (
        ("Morning", "The river was up before anyone. It had taken the lower field and left a chair there in exchange."),
        (
            "Noon",
            "Nobody crossed. Dorn sat in the chair, since it was a good chair, and waited for whoever had lost it.",
        ),
        ("Night", "At dusk a woman came along the bank and asked him, very politely, to stand up."),
    ):
        heading = document.add_paragraph()
        heading.add_run().add_break(WD_BREAK.PAGE)
        heading.add_run(name).bold = True
        heading.alignment = WD_ALIGN_PARAGRAPH.CENTER
        document.add_paragraph(text)
        strong = document.add_paragraph("He did not hear the bell, and it was ")
        strong.add_run("his").bold = True
        strong.add_run(" bell, and that was the strangest thing about the day.")
        document.add_paragraph("#").alignment = WD_ALIGN_PARAGRAPH.CENTER
        document.add_paragraph("The water went on saying what it always says, and he went on not writing it down.")
    return document


def numbered() -> Docx:
    """Headings whose numbers Word counts itself."""
    document = Document()
    document.core_properties.title = "Two Roads"
    numbering = document.part.numbering_part.element
    numbering.insert(0, parse_xml(NUMBERED.format(w=W)))
    numbering.append(parse_xml(NUMBER.format(w=W)))
    for level in (1, 2):
        properties = document.styles[f"Heading {level}"].element.get_or_add_pPr()
        place = f'<w:numPr {W}><w:ilvl w:val="{level - 1}"/><w:numId w:val="90"/></w:numPr>'
        properties.append(parse_xml(place))
        assert properties.find(qn("w:numPr")) is not None  # noqa: S101 - the case would show nothing
    for part, chapters in (("The High Road", ("Up", "Further up")), ("The Low Road", ("Down", "Home"))):
        document.add_heading(part, 1)
        for chapter in chapters:
            document.add_heading(chapter, 2)
            document.add_paragraph(f"It went {chapter.lower()}, as roads do, and nobody on it knew the name of it.")
    return document


def changed(paragraph: object, what: str, text: str) -> None:
    """Add words as a tracked change."""
    tag = "t" if what == "ins" else "delText"
    run = f'<w:r><w:{tag} xml:space="preserve">{text}</w:{tag}></w:r>'
    paragraph._p.append(parse_xml(f'<w:{what} {W} w:id="7" w:author="x">{run}</w:{what}>'))  # type: ignore[attr-defined]


def save(document: Docx, case: str) -> None:
    """Put a document where its case is."""
    (GOLDEN / case).mkdir(exist_ok=True)
    document.save(str(GOLDEN / case / "in.docx"))


def converted(source: str, what: str, case: str) -> None:
    """Let LibreOffice convert one."""
    (GOLDEN / case).mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        command = ["soffice", "--headless", "--convert-to", what, "--outdir", folder, str(GOLDEN / source / "in.docx")]
        subprocess.run(command, check=True, capture_output=True)
        (GOLDEN / case / f"in.{what}").write_bytes((Path(folder) / f"in.{what}").read_bytes())


if __name__ == "__main__":
    main()
