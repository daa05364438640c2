"""The true effects that a simulation was given."""
