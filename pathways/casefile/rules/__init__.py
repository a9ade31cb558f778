"""The rules of the board, the task list, and who may see what of a referral."""
