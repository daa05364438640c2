"""The process that does the steps of a run, each in a child of its own: what they all import is imported once."""
