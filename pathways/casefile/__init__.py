"""One person, every stage, in time order: the custody board, the task list, the timeline, and what police may see."""
