"""The pages of the manager’s reports."""
