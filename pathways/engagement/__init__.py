"""From the first appointment to the way out: attendance, assessment, care plan, structured start, engaged, exit."""
