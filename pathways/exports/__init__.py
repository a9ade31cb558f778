"""Files that leave the house for a spreadsheet."""

from pathways.exports.csv_files import Cell, cell, csv_lines

__all__ = ["Cell", "cell", "csv_lines"]
