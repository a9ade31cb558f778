"""One person proposes, another decides; nobody alone: the columns, the rule, the writing, the questions."""
