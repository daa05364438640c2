"""Events of an occurrence dataset: which count, when, and how they are counted."""
