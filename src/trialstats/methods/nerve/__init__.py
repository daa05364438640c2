"""Responses of nerves, and both limbs of a subject in one model."""
