"""What makes a value a yes: the event of an analysis of proportions, whatever the design."""
