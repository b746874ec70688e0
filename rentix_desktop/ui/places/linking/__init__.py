"""Which listings of the portal are which rows of the file; links that are there; the same property twice."""
