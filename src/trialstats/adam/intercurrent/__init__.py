"""Intercurrent events of subjects: from their declared sources to the dataset `adice`, and flags of records."""
