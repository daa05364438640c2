"""Random intercepts and slopes by restricted maximum likelihood."""
