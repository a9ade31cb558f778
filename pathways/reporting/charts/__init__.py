"""The charts of the manager's reports. Builders draw figures that are counted and masked already; they never count."""
