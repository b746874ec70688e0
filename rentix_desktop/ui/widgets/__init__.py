"""Small widgets every page is made of. They know tokens and texts, never a page or a port."""
