"""Whether datasets are ADaM: checks of a folder, each a function of the registry; usable alone on anybody's data."""
