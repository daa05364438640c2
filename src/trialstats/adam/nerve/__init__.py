"""Nerves: responses, limbs that were cold, composites of normal deviates and the limits that they rest on."""
