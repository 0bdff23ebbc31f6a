"""Office documents: DOCX, ODT and RTF, from their bytes to a `Container`, through pandoc.

What pandoc drops, or reads though no reader sees it, is put into signs before and taken out of them afterwards.
"""

from talecast.read.office.container import read_docx, read_odt, read_rtf
from talecast.read.office.pandoc import pandoc_version

__all__ = ["pandoc_version", "read_docx", "read_odt", "read_rtf"]
