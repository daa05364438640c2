"""Effect modifiers: what analyses of several families say of how the difference between arms depends on covariates."""
