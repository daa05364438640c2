"""Effect modifiers: covariates on which the difference between arms may depend."""
