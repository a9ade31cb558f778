"""The person, and the episode that brought them in. The room to imitate: see CONTRIBUTING."""
