"""Intercurrent events: who had which, when, and why."""
