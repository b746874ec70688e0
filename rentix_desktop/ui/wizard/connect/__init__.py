"""Step 1: which portal, which key, whose agency."""
