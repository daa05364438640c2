"""The requirements: a module a subject, found through `catalogue`."""
