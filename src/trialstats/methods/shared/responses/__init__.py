"""Who responded: improvement, the rules of it, and the events that undo it."""
