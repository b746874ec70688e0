"""Step 5: what will happen, before anything is sent."""
