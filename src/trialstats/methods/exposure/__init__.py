"""Treatment received, and how an outcome goes with it."""
