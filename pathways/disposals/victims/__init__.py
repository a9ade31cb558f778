"""The victim: reached, asked, told."""
