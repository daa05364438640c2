"""Estimands that act: what the strategies for intercurrent events make of the records of an analysis (ICH E9(R1))."""
