"""Tags, chapters and the cover: what players and servers see of a finished file."""

from talecast.tag.book import book_cover, picture_digest, tag_tracks
from talecast.tag.cover import CoverFacts, cover_facts, draw_cover, load_cover
from talecast.tag.fields import ChapterMark, Tags, track_tags
from talecast.tag.mutagen_door import read_length, read_tags, tag_file
from talecast.tag.pictures import book_pictures

__all__ = [
    "ChapterMark",
    "CoverFacts",
    "Tags",
    "book_cover",
    "book_pictures",
    "cover_facts",
    "draw_cover",
    "load_cover",
    "picture_digest",
    "read_length",
    "read_tags",
    "tag_file",
    "tag_tracks",
    "track_tags",
]
