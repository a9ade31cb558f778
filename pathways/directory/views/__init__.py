"""The directory's pages: reading it, keeping an entry and its parts, closing a service, diaries, files."""

from pathways.directory.views import closing, diary, files, keeping, parts, reading
from pathways.directory.views.blueprint import pages

__all__ = ["closing", "diary", "files", "keeping", "pages", "parts", "reading"]
