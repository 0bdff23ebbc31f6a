"""The first stage: paths or standard input in, a Book out."""

from talecast.read.book import parse_markdown, parse_text, read_book
from talecast.read.sources import read_sources

__all__ = ["parse_markdown", "parse_text", "read_book", "read_sources"]
