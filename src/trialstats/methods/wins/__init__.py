"""Win statistics of a hierarchy of outcomes."""
