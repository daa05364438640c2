"""Statistics without a word of trials: arrays and frames in, numbers out. Each is usable alone."""
