"""A folder of the cache for files of a moment. It goes when the work is done; what killed runs left goes with the next one."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from talecast.synthesize.blobs import ABANDONED_NS

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = "scratch"


@contextlib.contextmanager
def scratch_folder(cache: Path) -> Iterator[Path]:
    """An empty folder, until the context ends. Raises OSError where the cache cannot be written."""
    home = cache / FOLDER
    home.mkdir(parents=True, exist_ok=True)
    for left in home.iterdir():
        with contextlib.suppress(OSError):
            if abs(time.time_ns() - left.stat().st_mtime_ns) > ABANDONED_NS:  # in another run's nothing is an hour old
                shutil.rmtree(left)
    with tempfile.TemporaryDirectory(dir=home) as folder:
        yield Path(folder)
