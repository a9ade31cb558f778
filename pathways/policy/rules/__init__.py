"""What may be proposed, who may decide it, and what a question would change. Pure."""
