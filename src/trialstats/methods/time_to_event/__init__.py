"""Times to an event: how many have had it by when, and how much sooner or later it comes in one arm than in another."""
