"""One case: its page, its steps, the course of treatment, the way out."""
