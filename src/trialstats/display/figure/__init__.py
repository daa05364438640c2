"""Figures: pages, panels, axes and words, and their files."""
