"""Several hypotheses under one error rate: the confirmatory conclusions of a trial, from the rows of its analyses."""
