"""After the election: what is kept of it, and its end."""
