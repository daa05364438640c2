"""Tests of generalised estimating equations."""
