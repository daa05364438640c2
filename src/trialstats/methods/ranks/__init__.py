"""Comparisons by ranks."""
