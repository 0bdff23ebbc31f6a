"""Pictures: what their names say to a listener."""

from __future__ import annotations

import re
from enum import Enum

from talecast.read.breaks import is_ornament
from talecast.read.markup.kinds import BREAKS, folded
from talecast.read.piece import fold, has_letters, normal

LONGEST_INITIAL = 2
"""Letters of a drop cap."""

_FILE = re.compile(r"\S{1,200}\.(?:jpe?g|png|gif|svg|webp|bmp|tiff?)", re.IGNORECASE)
_NO_NAME = re.compile(
    r"(?:an? |the )?(?:image|images|picture|pic|photo|photograph|illustration|illustrations|img|figure|fig|graphic|cover|"
    r"cover image|front cover|book cover|bookcover|cover page|unknown|untitled|logo|publisher logo|title page|titlepage|"
    r"frontispiece|screenshot|map|missing image file|image not available|insert image here|no description available|"
    r"alt|alt text)?"
    r"[\s#._-]*[\divx]*",
    re.IGNORECASE,
)
_BREAK = re.compile(
    r"(?:decorative |ornamental |small |section |scene |chapter |text |paragraph |line |page |story |space )*"
    r"(?:break|breaks|decoration|ornament|ornaments|divider|separator|flourish|fleuron|asterisks?|asterism|dinkus|rule|border|"
    r"line|scroll|vignette|squiggle|ornamental|decorative|tailpiece|headpiece)",
    re.IGNORECASE,
)


class Picture(Enum):
    """What a picture is to a listener."""

    DESCRIBED = "described"
    NAMELESS = "nameless"
    """It has a name that tells nothing: "image", or that of its file."""
    ORNAMENT = "ornament"
    SILENT = "silent"
    """It has no name: decoration, or nobody wrote one."""


def judge(name: str, roles: tuple[str, ...], classes: tuple[str, ...]) -> Picture:
    """What the picture with this name is."""
    if _is_break(name, classes):
        return Picture.ORNAMENT
    if not has_letters(name) or "presentation" in roles or "none" in roles:
        return Picture.SILENT
    if "publisher-logo" in (role.rpartition(":")[2] for role in roles) or _tells_nothing(name):
        return Picture.NAMELESS
    return Picture.DESCRIBED


def is_initial(name: str, classes: tuple[str, ...]) -> bool:
    """Is it the first letter of a chapter, drawn?"""
    marked = any(
        folded(one) in ("dropcap", "dropcaps", "initial", "drop", "capital", "cap", "figletter") for one in classes
    )
    return 0 < len(name) <= LONGEST_INITIAL and name[0].isalpha() and (marked or name.isupper())


def repeats(name: str, caption: str) -> bool:
    """Does what is printed beside a picture say the same as its name?"""
    return normal(name).removeprefix("illustration ") == normal(caption)


def _is_break(name: str, classes: tuple[str, ...]) -> bool:
    if name and (_BREAK.fullmatch(name.strip(" .[]()*~-")) or is_ornament(fold(name))):
        return True
    return not has_letters(name) and any(folded(one) in BREAKS for one in classes)


def _tells_nothing(name: str) -> bool:
    return bool(_FILE.fullmatch(name) or _NO_NAME.fullmatch(name.strip(" .:[]()")))
