"""Step 4: what the texts of fields with fixed values become on the portal, and what else was read."""
