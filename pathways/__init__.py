"""Pathways follows a person from the custody desk to recovery, one room a stage.

This package file imports nothing, so that the rules of any room load without Flask or a database.
"""

VERSION = "0.2.0"
"""The release, as the footer, `flask version`, pyproject.toml and the top of CHANGELOG.md say it."""
