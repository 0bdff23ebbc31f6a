"""From the documents of a container to one row of pieces: chapters from the contents, notes at their marks, matter left out."""

from talecast.read.combine.book import Combined, combine_documents, join_opening
from talecast.read.combine.head import authors_of_pages, first_title, page_fields
from talecast.read.combine.matter import skip_titled

__all__ = [
    "Combined",
    "authors_of_pages",
    "combine_documents",
    "first_title",
    "join_opening",
    "page_fields",
    "skip_titled",
]
