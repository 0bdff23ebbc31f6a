"""Where MP4 keeps each field (M4B), as plain atoms: `mutagen_door` writes them. The muxer has written the chapters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from talecast.tag.fields import ChapterMark, Tags

if TYPE_CHECKING:
    from collections.abc import Mapping

FREEFORM = "----:com.apple.iTunes:"
"""Before the name of an atom that Apple has no letters for."""

TEXT_ATOMS = {
    "title": ("©nam",),
    "subtitle": (FREEFORM + "SUBTITLE",),
    "album": ("©alb",),
    "artist": ("©ART",),
    "album_artist": ("aART",),
    "narrator": ("©wrt", "©nrt"),
    "genre": ("©gen",),
    "date": ("©day",),
    "language": (FREEFORM + "LANGUAGE",),
    "comment": ("©cmt", "desc"),
    "series": (FREEFORM + "series",),
    "series_part": (FREEFORM + "series-part",),
    "publisher": (FREEFORM + "PUBLISHER",),
}
"""Each text field's atoms; it is read back from the first."""
STORED = {
    **{name: ", ".join(atom.replace(FREEFORM, "---- ") for atom in atoms) for name, atoms in TEXT_ATOMS.items()},
    "track": "trkn",
    "disc": "disk",
    "cover": "covr",
    "chapters": "chapter track, chpl (by the muxer)",
}
"""For the reference table: every field and its atom."""

CONSTANTS: dict[str, Any] = {"stik": 2, "pgap": True}
"""Media kind 2 is Audiobook; gapless playback is on."""


def to_atoms(tags: Tags) -> dict[str, Any]:
    """The atoms of a file: text, a pair of numbers, a number, a flag or the cover's bytes by the atom's name."""
    atoms: dict[str, Any] = {
        atom: getattr(tags, name) for name, names in TEXT_ATOMS.items() for atom in names if getattr(tags, name)
    }
    if tags.track_number:
        atoms["trkn"] = (tags.track_number, tags.track_total)
    if tags.disc_number:
        atoms["disk"] = (tags.disc_number, tags.disc_total)
    if tags.cover:
        atoms["covr"] = tags.cover
    return atoms | CONSTANTS


def from_atoms(atoms: Mapping[str, Any], chapters: tuple[ChapterMark, ...]) -> Tags:
    """The fields that a file's atoms hold."""
    track_number, track_total = atoms.get("trkn", (0, 0))
    disc_number, disc_total = atoms.get("disk", (0, 0))
    return Tags(
        **{name: str(atoms.get(names[0], "")) for name, names in TEXT_ATOMS.items()},
        track_number=track_number,
        track_total=track_total,
        disc_number=disc_number,
        disc_total=disc_total,
        cover=atoms.get("covr"),
        chapters=chapters,
    )
