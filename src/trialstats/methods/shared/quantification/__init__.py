"""Results beyond a limit of quantification, and results that are a text."""
