"""Comparisons of means: analysis of covariance, mixed models and effect sizes."""
