"""What managers and the worker do with figures: they are made, and it is recorded that they were shown."""
