"""Step 2: the file, its sheet, and where its rows begin."""
