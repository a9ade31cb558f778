"""The pages of policy leads."""
