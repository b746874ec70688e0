"""Pages outside the wizard."""
