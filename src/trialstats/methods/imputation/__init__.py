"""Imputation of missing outcomes: at random, or by reference to another arm."""
