"""Who works at the desk: accounts, and how they sign in."""
