"""One policy lead proposes, another decides; what an approved change writes; and asking what one would have done."""
