"""From a PDF to a `Container` of one document."""

from __future__ import annotations

import sys
from collections import Counter
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from talecast.errors import LostTextError, SourceError
from talecast.read.confined import run_confined
from talecast.read.documents import Container, Document
from talecast.read.pdf.blocks import find_blocks
from talecast.read.pdf.furniture import find_furniture
from talecast.read.pdf.html import Writer, find_entries
from talecast.read.pdf.hyphens import Vocabulary
from talecast.read.pdf.measure import measure
from talecast.read.pdf.order import in_order
from talecast.read.pdf.page import Extract, read_extract
from talecast.read.properties import sensible_creators, sensible_description, sensible_title

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from talecast.read.pdf.page import Line, Page

LEAST_S, S_PER_MB = 4, 2
"""Seconds of a processor's time for PDFium: 120,000 words on 346 pages take 0.5."""
MAX_LINES = 150_000
"""A million words have 100,000."""
LEAST_LETTERS = 20
"""Letters a page: a document with fewer is one of pictures."""
INSTALL = 'pip install "talecast[pdf]"'

_SCRIPT = Path(__file__).with_name("pdfium.py")
_REFUSED = {
    "locked": ("is locked with a password.", "Open it in a PDF reader and save a copy without one."),
    "long": ("has more pages than any book.", "Cut it into parts."),
    "damaged": ("is damaged: its pages cannot be read.", "Get the file again: a download may have been cut off."),
}


def pdfium_version() -> str:
    """The version of pypdfium2. Raises SourceError where it is not installed."""
    try:
        return metadata.version("pypdfium2")
    except metadata.PackageNotFoundError as error:
        raise SourceError("pypdfium2 is not installed.", INSTALL) from error


def read_pdf(data: bytes, name: str) -> Container:
    """A PDF's text. Raises SourceError where it is damaged, locked, made to do harm, a row of pictures, or PDFium is missing."""
    try:
        pdfium_version()
    except SourceError as error:
        raise SourceError(
            f"“{name}”: for PDF documents pypdfium2 is needed, which is not installed.", INSTALL
        ) from error
    extract, warnings = _extracted(data, name)
    if sum(len(page.lines) for page in extract.pages) > MAX_LINES:
        raise SourceError(f"“{name}” holds more lines than any book.", "Cut it into parts.")
    ordered = [in_order(page) for page in extract.pages]
    _require_text(ordered, extract, name)
    furniture = find_furniture(extract.pages, ordered, measure(ordered))
    told = [[line for line in lines if id(line) not in furniture] for lines in ordered]
    left_out = [line for lines in ordered for line in lines if id(line) in furniture]
    blocks = find_blocks(told, measure(told))
    entries, ids = find_entries(extract.bookmarks, blocks, name)
    page = Writer(blocks, Vocabulary([line for lines in told for line in lines])).page_of(blocks, ids, left_out)
    _require_all(extract.pages, [*(line for block in blocks for line in block.lines), *left_out])
    return Container(_headers(extract, name), (Document(name, page.encode()),), tuple(entries), warnings=warnings)


def _extracted(data: bytes, name: str) -> tuple[Extract, tuple[str, ...]]:
    limit_s = LEAST_S + S_PER_MB * len(data) // 1_000_000
    done = run_confined([sys.executable, "-P", str(_SCRIPT)], data, limit_s)
    if done.is_late or done.is_long:
        raise SourceError(
            f"“{name}” takes more time to read than any book.", "Print it into a new PDF, or get it from another place."
        )
    extract = read_extract(done.output)
    if isinstance(extract, str):
        said, tip = _REFUSED.get(extract, _REFUSED["damaged"])
        raise SourceError(f"“{name}” {said}", tip)
    missing = extract.announced - len(extract.pages)
    warnings = []
    if missing:
        warnings.append(f"The last {missing} of {extract.announced} pages are damaged and were not read.")
    pictures = sum(page.is_picture for page in extract.pages)
    if pictures:
        warnings.append(f"{pictures} of {extract.announced} pages hold a picture and no text.")
    return extract, tuple(warnings)


def _require_text(ordered: Sequence[Sequence[Line]], extract: Extract, name: str) -> None:
    """Refuse a row of pictures. A page that is empty on purpose counts for nothing."""
    letters = sum(sum(map(str.isalnum, line.text)) for lines in ordered for line in lines)
    pictures = sum(page.is_picture for page in extract.pages)
    if not letters and len(extract.pages) < extract.announced:
        said, tip = _REFUSED["damaged"]
        raise SourceError(f"“{name}” {said}", tip)
    if letters >= LEAST_LETTERS * max(1, pictures):
        return
    if pictures:
        raise SourceError(
            f"“{name}” holds pictures of its pages and no text.", "Let an OCR program add the text to it first."
        )
    if not letters:
        raise SourceError(f"“{name}” holds no text.", "Let an OCR program add the text to it first.")


def _require_all(pages: Iterable[Page], lines: Iterable[Line]) -> None:
    """Every letter and digit that was taken out of the pages is in a line that was written."""
    before = Counter(one for page in pages for line in page.lines for one in line.text if one.isalnum())
    after = Counter(one for line in lines for one in line.text if one.isalnum())
    if before != after:
        raise LostTextError(
            f"The text changed while the PDF's lines were put in order: {(before - after).total()} letters were lost.",
            "This is a fault of talecast: please report it with the document.",
        )


def _headers(extract: Extract, name: str) -> dict[str, Any]:
    said: dict[str, Any] = {
        "title": sensible_title(extract.said["title"], name),
        "creators": sensible_creators(extract.said["author"]),
        "description": sensible_description(extract.said["subject"]),
        "subjects": tuple(filter(None, (one.strip() for one in extract.said["keywords"].split(",")))),
    }
    return {key: value for key, value in said.items() if value}
