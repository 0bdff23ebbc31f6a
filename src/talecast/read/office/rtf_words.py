"""The tokens of RTF (Microsoft's specification, 1.9.1): words out of them, and words into them."""

from __future__ import annotations

import re

from talecast.read.office import signs
from talecast.read.piece import fold

TOKEN = re.compile(
    r"\\(?P<word>[A-Za-z]{1,32})(?P<number>-?\d{1,10})? ?|(?P<hex>\\'[0-9A-Fa-f]{2})|\\(?P<sign>[^A-Za-z'])"
    r"|(?P<brace>[{}])|(?P<end>[\r\n]+)|(?P<text>[^\\{}\r\n]+)|(?P<other>.)",
    re.DOTALL,
)
_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)


def plain_text(text: str) -> str:
    """The words of a stretch without groups in it, in Windows-1252 where it says nothing else."""
    said: list[str] = []
    spare = 0  # characters that stand for a Unicode one where that is not known
    for found in TOKEN.finditer(text):
        if found["word"] == "u" and found["number"]:
            said.append(chr(int(found["number"]) % 65_536))
            spare = 1
        elif found["word"]:
            said.append({"emdash": "—", "endash": "–", "rquote": "’", "lquote": "‘", "tab": " "}.get(found["word"], ""))
        elif found["hex"]:
            if not spare:
                said.append(bytes.fromhex(found["hex"][2:]).decode("cp1252", errors="replace"))
            spare = 0
        elif found["text"]:
            said.append(found["text"][spare:])
            spare = 0
        elif found["sign"]:
            said.append({"~": " ", "_": "-"}.get(found["sign"], found["sign"] if found["sign"] in "\\{}" else ""))
    paired = "".join(said).encode("utf-16", "surrogatepass").decode("utf-16", errors="replace")
    return fold(signs.without_signs(paired))


def end_of(text: str, position: int) -> int:
    """The position after the group that is open at `position`; that of the end where it is never closed."""
    depth = 1
    for found in _BRACE.finditer(text, position):
        if found.group() == "{":
            depth += 1
        elif found.group() == "}":
            depth -= 1
            if not depth:
                return found.end()
    return len(text)


def escaped(text: str) -> str:
    """Words as RTF writes them."""
    units = text.encode("utf-16-le")
    numbers = [int.from_bytes(units[at : at + 2], "little") for at in range(0, len(units), 2)]
    return "".join(f"\\'{one:02x}" if one < 128 else unicode_unit(one) for one in numbers)  # noqa: PLR2004 - ASCII


def unicode_unit(number: int) -> str:
    """A unit of UTF-16, with a stand-in that pandoc passes over; it counts letters wrong behind a stand-in that is text."""
    number %= 65_536
    return rf"\u{number - 65_536 if number > 32_767 else number}\'3f"  # noqa: PLR2004 - a signed number of 16 bits
