"""FictionBook 2: from the file to a `Container`. What its chapters say is read by the reader of markup."""

from talecast.read.fb2.container import find_fb2, is_fb2, read_fb2

__all__ = ["find_fb2", "is_fb2", "read_fb2"]
