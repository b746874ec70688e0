"""Which column is which field, which text is which value; records out of rows; layouts that are remembered."""
