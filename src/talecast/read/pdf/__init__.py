"""PDF: from the bytes to a `Container`: lines and their places by PDFium, paragraphs and headings from those."""

from talecast.read.pdf.container import pdfium_version, read_pdf

__all__ = ["pdfium_version", "read_pdf"]
