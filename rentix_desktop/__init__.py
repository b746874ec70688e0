"""Rentix Desktop: listings from a spreadsheet to the rentix.md portal."""

__version__ = "0.1.0"
