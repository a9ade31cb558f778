"""Importing a file and deciding who waits; and taking an import back, by two people."""
