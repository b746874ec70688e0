"""Step 3: what the columns of the file mean, how a listing will look, and what publishing still needs."""
