"""The rules of PACE 1984 s.63B, asked of frozen facts."""
