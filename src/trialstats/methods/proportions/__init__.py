"""Yes or no: who has an event, how arms compare, and whether one is no worse than the other."""
