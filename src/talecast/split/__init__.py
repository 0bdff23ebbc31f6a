"""split: every block gets its sentences, as spans of its text.

nltk's Punkt proposes the boundaries (punkt.py), small named rules overrule it where it is known to be wrong, above all in
fiction (rules.py), and a sentence too long for an engine is cut at its clauses (clauses.py).
"""

from __future__ import annotations

from talecast.split.blocks import split_book, split_text
from talecast.split.sentences import sentence_spans

__all__ = ["sentence_spans", "split_book", "split_text"]
