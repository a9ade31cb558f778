"""The facts behind the figures, as known on a date. Aggregates only: no name leaves this room."""
