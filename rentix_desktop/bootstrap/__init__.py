"""The only modules that know every part: what window and console share, and how each begins."""
