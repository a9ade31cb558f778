"""The reports as papers and as files."""
