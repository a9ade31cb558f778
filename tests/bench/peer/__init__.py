"""Django's admin over the same rows, as a competent engineer would set it up: what a page of ours stands beside."""
