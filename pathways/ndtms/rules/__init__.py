"""Pure rules of the national file: code lists, rows, faults."""
