"""Random coefficients: V = Z G Z' + R, over the visits or over each subject's own times."""
