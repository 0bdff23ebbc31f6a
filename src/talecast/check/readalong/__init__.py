"""Read-along books, checked against `narration.json` with the eyes of a reader of them."""

from talecast.check.readalong.check import check_read_alongs

__all__ = ["check_read_alongs"]
