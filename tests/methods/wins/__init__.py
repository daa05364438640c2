"""Tests of win statistics."""
