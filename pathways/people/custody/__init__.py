"""Episodes, detentions and the custody record."""
