"""Tests of Define-XML."""
