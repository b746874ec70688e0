"""Where a file is kept up to date from now on, or what is kept of it is changed."""
