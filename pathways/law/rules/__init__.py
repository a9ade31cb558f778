"""Pure rules of the law: dated tables, findings, and the language of the book of rules."""
