"""Small numbers: which counts of people are hidden, solved as a whole over everything that is published together."""
