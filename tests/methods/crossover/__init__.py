"""Tests of crossover trials."""
