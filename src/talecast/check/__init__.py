"""Are the finished files what `narration.json` says?"""

from talecast.check.book import check_book
from talecast.check.machine import examine
from talecast.check.report import FileFigures, Finding, Report, Severity

__all__ = ["FileFigures", "Finding", "Report", "Severity", "check_book", "examine"]
