"""Texts in the person's language: gettext catalogues, plural forms, numbers. One catalogue for window and console."""
