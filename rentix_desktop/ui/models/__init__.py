"""Models of tables: what stands in a cell, and how it looks. They are given plain rows, and know no port."""
