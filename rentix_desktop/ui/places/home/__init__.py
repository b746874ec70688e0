"""What needs a person, the kept files and their figures: the first page once something is kept up to date."""
