"""Nothing typed is lost, nothing is done twice: drafts of posts that did not go through, and keys of those that did."""
