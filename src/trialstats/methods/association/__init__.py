"""How one outcome goes with another."""
