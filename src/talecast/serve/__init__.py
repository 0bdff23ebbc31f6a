"""The server: the shelf, its player and its feeds over HTTP, to this machine or to listeners who were given an address."""

from talecast.serve.listeners import Listeners
from talecast.serve.running import OpenServer, listener_address, open_server, serve

__all__ = ["Listeners", "OpenServer", "listener_address", "open_server", "serve"]
