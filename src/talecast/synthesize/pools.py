"""Which pool speaks: processes on this machine, or the workers of a cluster."""

from __future__ import annotations

from typing import TYPE_CHECKING

from talecast.synthesize.pool import LocalPool

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from talecast.synthesize.pool import Pool


def open_pool(
    utterances: int, *, workers: int, store_folder: str, cluster: str, find_cache: Callable[[], Path]
) -> Pool:
    """A pool for so many utterances: of the cluster whose scheduler has that address, else of `workers` processes here.

    `find_cache` finds a machine's cache when it is called there: a function that pickles by its name.
    """
    if not cluster:
        return LocalPool(min(workers, utterances), store_folder)
    from talecast.synthesize.cluster import pool_apart

    return pool_apart(cluster, store_folder, find_cache)


def prepare_pool(cluster: str) -> None:
    """Let a pool of that cluster start now what `open_pool` will need later. Nothing, where the address is empty."""
    if cluster:
        from talecast.synthesize.cluster import make_ready

        make_ready()
