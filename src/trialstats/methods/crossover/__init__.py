"""Crossover trials: subjects compared with themselves."""
