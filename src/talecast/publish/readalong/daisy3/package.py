"""The package file of a DAISY 3 book (OEBF 1.2, as Z39.86-2005, 3, has it)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from talecast.publish.readalong.dates import day_of
from talecast.publish.readalong.markup import DECLARATION, empty, escape, tag
from talecast.publish.readalong.playable import UNNAMED

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from talecast.model import Metadata

DOCTYPE = (
    '<!DOCTYPE package PUBLIC "+//ISBN 0-9673008-1-9//DTD OEB 1.2 Package//EN" '
    '"http://openebook.org/dtds/oeb-1.2/oebpkg12.dtd">\n'
)
Item = tuple[str, str, str]
"""The id, the address and the media type of a file."""


def package_document(  # noqa: PLR0913 - everything that the file says
    uid: str, metadata: Metadata, total: str, items: Sequence[Item], spine: Sequence[str], *, has_images: bool
) -> str:
    """The package file. `total` is the length of the book as a clock value; `spine` the ids of the overlays in order."""
    content = "audio,text,image" if has_images else "audio,text"
    more = (
        ("dtb:multimediaType", "audioFullText"),
        ("dtb:multimediaContent", content),
        ("dtb:totalTime", total),
        ("dtb:audioFormat", "MP3"),
        ("dtb:narrator", metadata.narrator or UNNAMED),
        ("dtb:producer", "talecast"),
        ("dtb:producedDate", day_of(metadata.date)),
    )
    return (
        f"{DECLARATION}{DOCTYPE}"
        '<package xmlns="http://openebook.org/namespaces/oeb-package/1.0/" unique-identifier="uid">\n<metadata>\n'
        '<dc-metadata xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:oebpackage="http://openebook.org/namespaces/oeb-package/1.0/">\n'
        + "".join(f"{line}\n" for line in _dublin_core(uid, metadata))
        + "</dc-metadata>\n<x-metadata>\n"
        + "".join(empty("meta", ("name", name), ("content", value)) + "\n" for name, value in more)
        + "</x-metadata>\n</metadata>\n<manifest>\n"
        + "".join(
            empty("item", ("id", name), ("href", address), ("media-type", kind)) + "\n" for name, address, kind in items
        )
        + "</manifest>\n<spine>\n"
        + "".join(empty("itemref", ("idref", name)) + "\n" for name in spine)
        + "</spine>\n</package>\n"
    )


def _dublin_core(uid: str, metadata: Metadata) -> Iterator[str]:
    yield tag("dc:Title", escape(metadata.title))
    for creator in metadata.creators or (UNNAMED,):
        yield tag("dc:Creator", escape(creator))
    yield tag("dc:Date", day_of(metadata.date))
    yield tag("dc:Format", "ANSI/NISO Z39.86-2005")
    yield tag("dc:Identifier", escape(uid), ("id", "uid"))
    yield tag("dc:Language", escape(metadata.language))
    yield tag("dc:Publisher", escape(metadata.publisher) or UNNAMED)
    for name, values in (
        ("Subject", metadata.subjects),
        ("Description", (metadata.description,)),
        ("Source", (metadata.identifier,)),
    ):
        for value in filter(None, values):
            yield tag(f"dc:{name}", escape(value))
