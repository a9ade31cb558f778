"""What somebody asked for and a worker makes: taken by one worker at a time, given back, and given up in the end."""
