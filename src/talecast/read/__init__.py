"""The first stage: a path or standard input in, a Book out."""

from talecast.read.book import parse_markdown, parse_text, read_book

__all__ = ["parse_markdown", "parse_text", "read_book"]
