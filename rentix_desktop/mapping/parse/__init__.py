"""Small readers of cell texts. Each takes a text and gives a plain value, or None where it says no such thing."""
