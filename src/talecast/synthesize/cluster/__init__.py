"""The synthesis on other machines: a pool whose workers belong to a Dask scheduler."""

from talecast.synthesize.cluster.apart import make_ready, pool_apart
from talecast.synthesize.cluster.pool import ClusterPool

__all__ = ["ClusterPool", "make_ready", "pool_apart"]
