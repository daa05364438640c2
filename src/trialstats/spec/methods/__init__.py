"""The options of each method that an analysis can name, one module a family."""
