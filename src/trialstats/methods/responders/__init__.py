"""Shares of subjects who improved enough, and the curve of them."""
