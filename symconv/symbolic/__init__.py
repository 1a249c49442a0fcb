"""What a user holds on letters, and what can be said about it."""
