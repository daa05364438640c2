"""Listings of subjects' data: records chosen from ADaM datasets and counted, their values as texts, and the rows."""
