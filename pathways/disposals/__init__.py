"""Out-of-court disposals: facts, verdicts with reasons, and what was proposed, authorised, signed and done."""
