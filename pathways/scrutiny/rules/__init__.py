"""What scrutiny decides: which cases are drawn, what is taken out of them, who may score, what is published."""
