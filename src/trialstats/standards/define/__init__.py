"""Define-XML 2.1 with analysis results metadata 1.0: what a dataset, a variable, a value and a result is."""
