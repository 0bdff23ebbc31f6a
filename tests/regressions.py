"""Each bug that was found once: a row here says what went in, what has to come out, and where it was told.

A row is `Regression(issue, what, check)`: the number of the issue or a short name, the fault in one sentence, and a
function that fails if it comes back. A bug that fits a table elsewhere (a sentence boundary, a lexicon entry) gets its row there
as well; this table is the list of all of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Regression:
    """One past bug."""

    issue: str
    what: str
    check: Callable[[], None]


REGRESSIONS: tuple[Regression, ...] = ()


@pytest.mark.parametrize("regression", REGRESSIONS, ids=lambda row: f"{row.issue}: {row.what}")
def test_a_bug_stays_mended(regression: Regression) -> None:
    regression.check()


def test_no_issue_is_told_twice() -> None:
    told = [(row.issue, row.what) for row in REGRESSIONS]
    assert len(told) == len(set(told))
