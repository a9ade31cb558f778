"""The areas and towns of a county."""
