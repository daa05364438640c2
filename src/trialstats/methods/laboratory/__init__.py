"""Concentrations with limits of quantification: described, and compared by their ratios."""
