"""Counts of recurrent events."""
