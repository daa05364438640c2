"""Tests of ordered categories."""
