"""The synthesis on other machines: a pool whose workers belong to a Dask scheduler."""

from talecast.synthesize.cluster.pool import ClusterPool

__all__ = ["ClusterPool"]
