"""Reads of the whole way: board, task list, timeline, and what police may see of a referral."""
