"""The middle of a course."""
