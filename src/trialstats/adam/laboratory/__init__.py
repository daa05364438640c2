"""Concentrations: limits of quantification, specimens, replicates, and what stands for results below a limit."""
