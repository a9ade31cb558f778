"""The required assessment: imposed, told by a notice, changed, ended."""
