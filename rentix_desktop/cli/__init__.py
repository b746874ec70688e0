"""`rentix-sync`: every use of the product without a window. A module a command or two; `declared` has their options."""
