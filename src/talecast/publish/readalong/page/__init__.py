"""The read-along page: text and player in one folder, opened from disk, with nothing to install."""

from talecast.publish.readalong.page.book import PAGE_FILES, write_page

__all__ = ["PAGE_FILES", "write_page"]
