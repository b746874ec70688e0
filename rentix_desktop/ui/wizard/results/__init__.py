"""Step 7: what went through, and the rows that did not: corrected here and sent again. What became of them afterwards."""
