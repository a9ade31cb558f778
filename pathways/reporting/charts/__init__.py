"""The charts of the manager's pages. Builders draw figures that are counted and masked already; they never count."""
