"""Tests of the engine of crossover trials."""
