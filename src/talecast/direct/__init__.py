"""From a book to a script: who says which words, then which pause. Pure: no file is read and no clock is asked."""

from talecast.direct.accounting import require_nothing_lost
from talecast.direct.lexicon import Lexicon
from talecast.direct.script import direct, keep_pace

__all__ = ["Lexicon", "direct", "keep_pace", "require_nothing_lost"]
