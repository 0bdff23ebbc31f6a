"""Every way a run can end badly: one root class, and on each error a sentence for the user, a tip and an exit code.

An outside library's exception is turned into one of these at that library's door and printed at one place, `cli`.
"""

from __future__ import annotations

import errno
import unicodedata

EXIT_FAILED = 1
EXIT_USAGE = 2
EXIT_INTERRUPTED = 130  # 128 + SIGINT, as shells report it

UNFIT = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
"""Of Unicode's categories: what moves a terminal's cursor, turns a line around or shows nothing."""
JOINERS = "\u200c\u200d"
"""Of them, those that many scripts are spelled with."""
LONGEST_QUOTE = 120

FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
FORBIDDEN = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})


class TalecastError(Exception):
    """The root: `message` says what happened in one sentence, `tip` what to do next (may be empty)."""

    exit_code = EXIT_FAILED

    def __init__(self, message: str, tip: str = "") -> None:
        super().__init__(message, tip)  # both, so that an error survives the way from a worker process
        self.message = message
        self.tip = tip

    def __str__(self) -> str:
        """The sentence alone."""
        return self.message


class SettingsError(TalecastError):
    """A flag or a line of the config file that cannot be meant."""

    exit_code = EXIT_USAGE


class SourceError(TalecastError):
    """The source cannot be read, or holds nothing to narrate."""


class VoiceError(TalecastError):
    """A voice that does not exist, or lacks something on this machine."""


class SynthesisError(TalecastError):
    """Words that an engine could not speak, after every retry."""


class ClusterError(TalecastError):
    """A Dask scheduler that does not answer, or workers that cannot do this work."""


class OutputError(TalecastError):
    """The output cannot be written: folder, disk, encoder."""


class CheckError(TalecastError):
    """Finished files that are not what `narration.json` says."""


class ShelfError(TalecastError):
    """A folder that holds no finished book, or a damaged one."""


class FeedError(TalecastError):
    """A feed that cannot be made as it was asked for."""


class ServeError(TalecastError):
    """The server cannot listen where it was asked to."""


class ListenerError(TalecastError):
    """A listener that does not exist or exists already, or whose file cannot be read or written."""


class LostTextError(TalecastError):
    """A letter of the source is in no sentence and in no skipped entry: a fault of the program, never of the text."""


class Interrupted(TalecastError):
    """Ctrl-C: what was done is kept, and the same command goes on from there."""

    exit_code = EXIT_INTERRUPTED


def unwritable_tip(error: OSError, otherwise: str) -> str:
    """What to do about a place that could not be written to; `otherwise` is what one may do instead, in the imperative."""
    if error.errno in FULL:
        remedy = "Make room there"
    elif error.errno in FORBIDDEN:
        remedy = "Make it writable"
    else:
        remedy = "Look at what is wrong there"
    return f"{remedy}, or {otherwise}."


def printable(words: str) -> str:
    """A stranger's words, fit for a terminal; their lines stay lines."""
    return "".join(letter if letter == "\n" or _is_fit(letter) else "\ufffd" for letter in words)


def in_a_line(words: str) -> str:
    """A stranger's words, fit for a sentence: printable, on one line, and not too many."""
    line = printable(" ".join(words.split()))
    return line if len(line) <= LONGEST_QUOTE else f"{line[:LONGEST_QUOTE]}…"


def _is_fit(letter: str) -> bool:
    return letter in JOINERS or unicodedata.category(letter) not in UNFIT
