"""Rows that did not go through: fixed one by one or many at once, here or in a workbook, and sent again."""
