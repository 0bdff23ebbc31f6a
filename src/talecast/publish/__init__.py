"""What lies beside the sound: names and ids, `narration.json`, transcripts."""

from talecast.publish.book import add_read_alongs, expected_bytes, finished_folder, track_stems, write_book
from talecast.publish.folder import Folder, find_folder, read_narration
from talecast.publish.identity import Ids, assign_ids, same_book
from talecast.publish.narration import kept_rates, narration_document, plan_document, plan_parts, write_json
from talecast.publish.readalong import read_narrated, write_read_alongs
from talecast.publish.slug import chapter_stem, romanise, slugify
from talecast.publish.transcripts import srt, vtt
from talecast.publish.unchanged import files_unchanged, has_moved, recipe, remember
from talecast.publish.workplace import BY_COPYING, Workplace

__all__ = [
    "BY_COPYING",
    "Folder",
    "Ids",
    "Workplace",
    "add_read_alongs",
    "assign_ids",
    "chapter_stem",
    "expected_bytes",
    "files_unchanged",
    "find_folder",
    "finished_folder",
    "has_moved",
    "kept_rates",
    "narration_document",
    "plan_document",
    "plan_parts",
    "read_narrated",
    "read_narration",
    "recipe",
    "remember",
    "romanise",
    "same_book",
    "slugify",
    "srt",
    "track_stems",
    "vtt",
    "write_book",
    "write_json",
    "write_read_alongs",
]
