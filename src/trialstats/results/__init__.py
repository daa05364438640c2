"""What every method gives back: rows of one shape, how they are gathered, and the analysis results data."""
