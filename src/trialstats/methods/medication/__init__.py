"""Medication taken beside the treatment."""
