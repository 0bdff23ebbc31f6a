"""The door of mutagen: tags go into a finished sound file and come out of it again.

Bytes are a function of the tags and the sound alone: the padding is fixed and nothing of an earlier tag is kept.
"""

from __future__ import annotations

import struct
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from talecast.errors import CheckError, OutputError, TalecastError, unwritable_tip
from talecast.settings import PART
from talecast.tag import id3, mp4, vorbis
from talecast.tag.cover import picture_size
from talecast.tag.fields import Tags, chapters_from_starts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

PADDING_BYTES = 1024
"""Left free after the tag, so that a user's tagger can change a word without rewriting the sound."""
ID3_VERSION = 4
"""ID3v2.4; the reasons are in `id3`."""
NO_OFFSET = 0xFFFFFFFF
"""A CHAP byte offset that is not used, so that players take the times (addendum, 3.1)."""
FRONT_COVER = 3
"""The picture type of APIC and of FLAC's PICTURE block."""
TOP_LEVEL, ORDERED = 2, 1
"""The flags of a CTOC frame."""


def tag_file(path: Path, tags: Tags) -> None:
    """Write `tags` into a sound file in place of those it has; the format is told by the suffix.

    Raises OutputError when the file cannot be written or is no sound file of its suffix.
    """
    write, _ = _format_of(path)
    shown = str(path).removesuffix(PART)  # the whole path: it tells the disk
    with _ours(shown, "The tags of {path} cannot be written: {error}.", OutputError):
        write(path, tags)


def read_tags(path: Path) -> Tags:
    """The tags that a sound file has, as far as the table of fields goes; the format is told by the suffix.

    Raises CheckError when the file cannot be read or is no sound file of its suffix.
    """
    _, read = _format_of(path)
    with _ours(path.name, "The tags of {path} cannot be read: {error}.", CheckError):
        return read(path)


def read_length(path: Path) -> float:
    """The length in seconds that a sound file's own headers give, gapless: what players show.

    Raises CheckError when the file cannot be read or is no sound file of its suffix.
    """
    from mutagen import File

    with _ours(path.name, "The length of {path} cannot be read: {error}.", CheckError):
        file = File(path)
        if file is None:
            raise ValueError("it is no sound file")
        return float(file.info.length)


def _format_of(path: Path) -> tuple[Callable[[Path, Tags], None], Callable[[Path], Tags]]:
    formats = {
        ".mp3": (_write_id3, _read_id3),
        ".wav": (_write_id3, _read_id3),
        ".m4b": (_write_mp4, _read_mp4),
        ".opus": (_write_opus, _read_opus),
        ".flac": (_write_flac, _read_flac),
    }
    try:
        return formats[_suffix(path)]
    except KeyError:
        tip = f"The formats are: {', '.join(formats)}."
        raise OutputError(f"{path.name} is of no format that can be tagged.", tip) from None


def _suffix(path: Path) -> str:
    """The suffix of the finished file, also of one that is still a part."""
    return "." + path.name.removesuffix(PART).lower().rpartition(".")[2]


@contextmanager
def _ours(path: str, sentence: str, error_class: type[TalecastError]) -> Iterator[None]:
    """mutagen's errors as ours. It lets some of Python's own through for files that are damaged in odd ways."""
    from mutagen import MutagenError

    odd = (OSError, EOFError, ValueError, LookupError, TypeError, AttributeError, AssertionError, ArithmeticError)
    try:
        yield
    except (MutagenError, struct.error, *odd) as error:
        cause = error.args[0] if error.args and isinstance(error.args[0], OSError) else error
        reason = str(getattr(cause, "strerror", None) or cause).strip().rstrip(".") or type(error).__name__
        tip = "Narrate the book again: the file may be damaged."
        if isinstance(cause, OSError) and error_class is OutputError:
            tip = unwritable_tip(cause, "choose another folder")
        raise error_class(sentence.format(path=path, error=reason), tip) from error


def _padding(_: object) -> int:
    return PADDING_BYTES


# --- ID3: MP3 and WAV ---------------------------------------------------------------------------------------------


def _write_id3(path: Path, tags: Tags) -> None:
    from mutagen.mp3 import MP3
    from mutagen.wave import WAVE

    file: Any = (MP3 if _suffix(path) == ".mp3" else WAVE)(path)
    if file.tags is None:
        file.add_tags()
    file.tags.clear()
    file.tags.unknown_frames.clear()
    for frame in id3.to_frames(tags):
        file.tags.add(_to_mutagen(frame))
    # mutagen sorts frames by size; ffmpeg lists chapters as they lie in the file, so they have to lie in their order.
    file.tags._write = lambda config: _in_order(file.tags.values(), config)  # noqa: SLF001
    file.tags.save(path, v1=0, v2_version=ID3_VERSION, padding=_padding)


def _in_order(frames: Iterable[Any], config: object) -> bytes:
    from mutagen.id3 import ID3Tags

    data = bytearray()
    for frame in frames:
        alone: Any = ID3Tags()
        alone.add(frame)
        data += alone._write(config)  # noqa: SLF001
    return bytes(data)


def _to_mutagen(frame: id3.Frame) -> Any:
    from mutagen import id3 as frames

    encoding = frames.Encoding.LATIN1 if frame.text.isascii() and frame.key.isascii() else frames.Encoding.UTF8
    match frame.id:
        case "CHAP":
            title = frames.TIT2(encoding=encoding, text=frame.text)
            return frames.CHAP(
                element_id=frame.key,
                start_time=frame.start_ms,
                end_time=frame.end_ms,
                start_offset=NO_OFFSET,
                end_offset=NO_OFFSET,
                sub_frames=[title],
            )
        case "CTOC":
            flags = ORDERED | (TOP_LEVEL if frame.top_level else 0)
            return frames.CTOC(element_id=frame.key, flags=flags, child_element_ids=list(frame.children), sub_frames=[])
        case "APIC":
            return frames.APIC(encoding=encoding, mime="image/jpeg", type=FRONT_COVER, desc="", data=frame.picture)
        case "COMM":
            # Players look for a comment in English, whatever its language.
            return frames.COMM(encoding=encoding, lang="eng", desc="", text=frame.text)
        case "TXXX":
            return frames.TXXX(encoding=encoding, desc=frame.key, text=frame.text)
    return getattr(frames, frame.id)(encoding=encoding, text=frame.text)


def _read_id3(path: Path) -> Tags:
    from mutagen.mp3 import MP3
    from mutagen.wave import WAVE

    file: Any = (MP3 if _suffix(path) == ".mp3" else WAVE)(path)
    return id3.from_frames(map(_from_mutagen, (file.tags or {}).values()))


def _from_mutagen(frame: Any) -> id3.Frame:
    match frame.FrameID:
        case "CHAP":
            title = "".join(str(sub) for sub in frame.sub_frames.getall("TIT2"))
            return id3.Frame("CHAP", title, frame.element_id, frame.start_time, frame.end_time)
        case "APIC":
            return id3.Frame("APIC", picture=frame.data)
        case "CTOC":
            children = tuple(frame.child_element_ids)
            return id3.Frame("CTOC", key=frame.element_id, children=children, top_level=bool(frame.flags & TOP_LEVEL))
    text = "; ".join(map(str, frame.text)) if hasattr(frame, "text") else ""
    return id3.Frame(frame.FrameID, text, str(getattr(frame, "desc", "")))


# --- MP4 ----------------------------------------------------------------------------------------------------------


def _write_mp4(path: Path, tags: Tags) -> None:
    from mutagen.mp4 import MP4, MP4Cover, MP4FreeForm

    def value(atom: str, plain: Any) -> Any:
        if atom.startswith(mp4.FREEFORM):
            return [MP4FreeForm(plain.encode("utf-8"))]
        if atom == "covr":
            return [MP4Cover(plain, imageformat=MP4Cover.FORMAT_JPEG)]
        return plain if isinstance(plain, bool) else [plain]

    file = MP4(path)
    if file.tags is None:
        file.add_tags()
    file.tags.clear()
    for atom, plain in mp4.to_atoms(tags).items():
        file.tags[atom] = value(atom, plain)
    file.save(padding=_padding)


def _read_mp4(path: Path) -> Tags:
    from mutagen.mp4 import MP4

    file = MP4(path)
    atoms = {key: _plain(value) for key, value in (file.tags or {}).items()}
    starts = [(round(chapter.start * 1000), chapter.title) for chapter in file.chapters or ()]
    return mp4.from_atoms(atoms, chapters_from_starts(starts, round(file.info.length * 1000)))


def _plain(value: Any) -> Any:
    """The first value of an atom: text, a pair of numbers, a flag or bytes."""
    first = value[0] if isinstance(value, list) else value
    if type(first).__name__ == "MP4FreeForm":
        return bytes(first).decode("utf-8", "replace")
    return bytes(first) if isinstance(first, bytes) else first


# --- Vorbis comments: Opus and FLAC -------------------------------------------------------------------------------


def _write_opus(path: Path, tags: Tags) -> None:
    from base64 import b64encode

    from mutagen.oggopus import OggOpus

    file = OggOpus(path)
    _fill(file.tags, tags)
    if tags.cover:
        file.tags.append(("METADATA_BLOCK_PICTURE", b64encode(_picture(tags.cover).write()).decode("ascii")))
    file.save(padding=_padding)


def _write_flac(path: Path, tags: Tags) -> None:
    from mutagen.flac import FLAC

    file = FLAC(path)
    if file.tags is None:
        file.add_tags()
    _fill(file.tags, tags)
    file.clear_pictures()
    if tags.cover:
        file.add_picture(_picture(tags.cover))
    file.save(padding=_padding, deleteid3=True)


def _fill(comments: Any, tags: Tags) -> None:
    comments.clear()
    for pair in vorbis.to_comments(tags):
        comments.append(pair)


def _read_opus(path: Path) -> Tags:
    from base64 import b64decode

    from mutagen.flac import Picture
    from mutagen.oggopus import OggOpus

    file = OggOpus(path)
    pictures = [Picture(b64decode(text)).data for text in file.tags.get("METADATA_BLOCK_PICTURE", ())[:1]]
    return vorbis.from_comments(list(file.tags), pictures[0] if pictures else None, round(file.info.length * 1000))


def _read_flac(path: Path) -> Tags:
    from mutagen.flac import FLAC

    file = FLAC(path)
    pictures = [picture.data for picture in file.pictures[:1]]
    cover = pictures[0] if pictures else None
    return vorbis.from_comments(list(file.tags or ()), cover, round(file.info.length * 1000))


def _picture(jpeg: bytes) -> Any:
    """FLAC's picture block, which Opus keeps in base64. It repeats the size in pixels, which the JPEG's header says."""
    from mutagen.flac import Picture

    width, height = picture_size(jpeg)
    picture = Picture()
    picture.type, picture.mime, picture.data = FRONT_COVER, "image/jpeg", jpeg
    picture.width, picture.height, picture.depth = width, height, 24
    return picture
