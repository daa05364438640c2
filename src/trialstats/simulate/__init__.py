"""Trials before there are data: a trial's own design simulated, and (`laser`) the data of the built-in trial."""
