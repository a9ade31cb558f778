"""What a file of existing records must look like, and every cell of it that does not."""
