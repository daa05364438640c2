"""Tests of the formats of the agencies."""
