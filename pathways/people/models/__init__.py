"""The tables of people, episodes and detentions."""
