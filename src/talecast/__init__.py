"""talecast turns a story into an audiobook: text goes in, tagged and chaptered audio files come out."""

__version__ = "0.1.0"
