"""Subjects with adverse events, by arm."""
