"""A file that is there whole or not at all, whoever reads it and whenever the run is killed."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

TEMPORARY = "."
"""What the name of a file that is being written begins with."""


def write_whole(path: Path, *parts: bytes) -> None:
    """Write the bytes under another name, then move them into place. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(prefix=TEMPORARY, dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.writelines(parts)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
