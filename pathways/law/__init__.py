"""The law of testing and the book of rules of disposals: dated tables, their changes, and their language."""
