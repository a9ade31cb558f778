"""The desk of the policy lead: what a force decides for itself, by two people, and what a change would have done."""
