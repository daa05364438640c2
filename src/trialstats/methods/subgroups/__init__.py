"""The effect of treatment in subgroups."""
