"""Bytes to text: the one place that imports charset_normalizer."""

from __future__ import annotations

import codecs
import re
import unicodedata

from talecast.errors import SourceError

TIE = 0.03
"""Share of characters by which two readings of a text differ in nothing that matters."""
FEW_CONTROLS = 0.02
"""Share of control characters that a text may have."""
SAMPLE = 48_000
"""Bytes that are enough to know an encoding by."""

_SIGNATURES = (
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"BM\x00", "a picture"),
    (b"II*\x00", "a TIFF picture"),
    (b"MM\x00*", "a TIFF picture"),
    (b"RIFF", "a RIFF file (a picture, sound or film)"),
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a zip archive (or an EPUB, DOCX or ODT document)"),
    (b"PK\x05\x06", "a zip archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"{\\rtf", "an RTF document"),
    (b"ID3", "an MP3 file"),
    (b"OggS", "an Ogg file"),
    (b"fLaC", "a FLAC file"),
    (b"SQLite format", "a database"),
)
_BOMS = (  # UTF-32 first: its little-endian mark begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROLS = bytes(
    [*range(9), *range(14, 27), *range(28, 32), 127]
)  # tab, line ends and escape are no sign of a picture
_HIGH = bytes(range(128, 256))
_CONTROL_CHARACTERS = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufffe\uffff]+"
)
"""Those, and what is only for a typesetter: soft hyphens, zero-width spaces, directions."""
_LINE_ENDS = (
    ("\r\r\n", "\n"),  # what a Windows file becomes when its line ends are converted twice
    ("\r\n", "\n"),
    ("\r", "\n"),
    ("\x0b", "\n"),
    ("\x0c", "\n"),
    ("\x85", "\n"),
    ("\u2028", "\n"),
    ("\u2029", "\n\n"),
)
_DAMAGE = re.compile("[\udc80-\udcff]")
_WESTERN_PUNCTUATION = "€‚„…†‡‰‹‘’“”•–—™›\xa0¡¢£¥§©«®°»¿´¸·ªº"
_LATIN = ("cp1252", "cp1250", "iso8859_2", "iso8859_15", "cp1254", "cp1257", "mac_roman", "cp850", "cp437")
"""What texts in Latin letters are in, beyond UTF-8; in the order in which they are believed where the guess is a tie."""


_CP1252 = {code: bytes([code]).decode("cp1252", errors="ignore") or chr(code) for code in range(128, 160)}


def decode(data: bytes) -> tuple[str, tuple[str, ...]]:
    """The text with line ends as newlines and without control characters, and a warning for what was read past.

    Raises SourceError for what is no text.
    """
    for signature, what in _SIGNATURES:
        if data.startswith(signature):
            raise SourceError(f"This is {what}, not a text.", "Give a .txt or .md file, or convert it to one.")
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            text = data.decode(encoding, errors="replace")
            return clean(text), _warn_replaced(text)
    if encoding := _unmarked_utf16(data):
        return clean(data.decode(encoding, errors="replace")), ()
    controls = len(data) - len(data.translate(None, _CONTROLS + b"\0")) if data else 0
    if controls > FEW_CONTROLS * len(data) and (encoding := _unmarked_utf16_of_any_script(data)):
        return clean(data.decode(encoding, errors="replace")), ()
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        if controls > FEW_CONTROLS * len(data):
            raise _no_text() from None
        text, warnings = _legacy(data)
        return clean(text), warnings
    if controls > 0.3 * len(data):
        raise _no_text()
    return clean(text), ()


def _no_text() -> SourceError:
    return SourceError("This file holds no text that can be read.", "Give a .txt or .md file, saved as UTF-8.")


def clean(text: str) -> str:
    """The text with line ends as newlines, without control characters and typesetters' marks."""
    for end, newline in _LINE_ENDS:
        text = text.replace(end, newline)
    return _CONTROL_CHARACTERS.sub("", text)


def _warn_replaced(text: str) -> tuple[str, ...]:
    count = text.count("\ufffd")
    return (f"{count} characters could not be decoded.",) if count else ()


def _unmarked_utf16(data: bytes) -> str:
    """UTF-16 without its mark: in Western text every second byte is NUL."""
    sample = data[: SAMPLE - SAMPLE % 2]
    if len(sample) < 4 or len(data) % 2:  # noqa: PLR2004
        return ""
    half = len(sample) / 2
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > 0.6 * half and even < 0.05 * half:
        return "utf-16-le"
    return "utf-16-be" if even > 0.6 * half and odd < 0.05 * half else ""


def _unmarked_utf16_of_any_script(data: bytes) -> str:
    """UTF-16 without its mark in other scripts: it decodes to letters and spaces alone, which chance does not."""
    if len(data) % 2 or len(data) < 32:  # noqa: PLR2004
        return ""
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            text = data[: SAMPLE - SAMPLE % 4].decode(encoding)
        except UnicodeDecodeError:
            continue
        strange = sum(unicodedata.category(one) in ("Cn", "Co", "Cc") and one not in "\n\r\t\0" for one in text)
        spaces = sum(one in " \n\u3000\u3002\u3001" for one in text)
        blocks = len({ord(one) >> 8 for one in text})
        if strange <= 0.001 * len(text) and spaces >= 0.01 * len(text) and blocks <= max(16, 0.12 * len(text)):
            return encoding
    return ""


def _legacy(data: bytes) -> tuple[str, tuple[str, ...]]:
    """Text that is not UTF-8: mostly UTF-8 with some damage, or one of the encodings of before."""
    mended = data.decode("utf-8", errors="surrogateescape")
    broken = len(_DAMAGE.findall(mended))
    whole = len(mended) - broken - sum(map(str.isascii, mended)) if broken * 4 < len(mended) else 0
    if whole > 2 * broken:
        text = _DAMAGE.sub(lambda found: _cp1252(bytes([ord(found.group()) - 0xDC00])), mended)
        return text, (f"{broken} bytes were not UTF-8 like the rest; they were read as Windows-1252.",)
    encoding = _guess(data)
    return (_cp1252(data) if encoding == "cp1252" else data.decode(encoding, errors="replace")), ()


def _cp1252(data: bytes) -> str:
    """Windows-1252; its five unassigned bytes are the control characters that Latin-1 has there."""
    return data.decode("latin-1").translate(_CP1252)


def _guess(data: bytes) -> str:
    """The encoding, judged by the stretch that has most to say."""
    from charset_normalizer import from_bytes

    sample = _telling_stretch(data)
    if not _is_western(sample):
        best = from_bytes(sample).best()
        return best.encoding if best is not None else "cp1252"
    faults = {encoding: _share_of_faults(sample, encoding) for encoding in _LATIN}
    if faults["cp1252"] <= min(faults.values()) + TIE:
        return "cp1252"
    likely = [encoding for encoding in _LATIN if faults[encoding] <= min(faults.values()) + TIE]
    best = from_bytes(sample, cp_isolation=likely).best()
    return best.encoding if best is not None and best.encoding in likely else likely[0]


def _telling_stretch(data: bytes) -> bytes:
    if len(data) <= SAMPLE:
        return data
    starts = range(0, len(data) - SAMPLE // 2, SAMPLE)
    best = max(starts, key=lambda start: SAMPLE - len(data[start : start + SAMPLE].translate(None, _HIGH)))
    return data[best : best + SAMPLE]


def _is_western(sample: bytes) -> bool:
    """Are letters beyond ASCII the exception, as in the languages that Windows-1252 writes?"""
    high = len(sample) - len(sample.translate(None, _HIGH))
    letters = sum(sample.count(bytes([code])) for code in [*range(65, 91), *range(97, 123)])
    return high < 0.5 * max(letters, 1)


def _share_of_faults(sample: bytes, encoding: str) -> float:
    """Read in this encoding, which share of the characters beyond ASCII stands where such a one cannot?"""
    text = _cp1252(sample) if encoding == "cp1252" else sample.decode(encoding, errors="replace")
    around = zip(f" {text}", text, f"{text[1:]} ", strict=False)
    beyond = [triple for triple in around if not triple[1].isascii()]
    return sum(not _fits(*triple) for triple in beyond) / max(1, len(beyond))


def _fits(before: str, character: str, after: str) -> bool:
    """Does a character stand where such a one can: a letter in a word, in one case with it, punctuation at its edge?"""
    if unicodedata.category(character).startswith("L") and character not in "ªº":
        if character.isupper():
            return not before.islower()
        return before.isalpha() or after.isalpha() or character in "àéèòùñåöyø"
    between = before.isalpha() and after.isalpha()
    return character in _WESTERN_PUNCTUATION and (not between or character in "’‘—–…·")
