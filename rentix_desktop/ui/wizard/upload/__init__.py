"""Step 6: it is being sent."""
