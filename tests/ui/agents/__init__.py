"""The place of agents."""
