"""The shelf as pages for a browser: pure functions from a shelf to HTML, and what the pages load."""

from talecast.publish.site.assets import ASSETS, asset
from talecast.publish.site.pages import book_page, shelf_page
from talecast.publish.site.qr import qr_terminal

__all__ = ["ASSETS", "asset", "book_page", "qr_terminal", "shelf_page"]
