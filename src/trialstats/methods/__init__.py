"""The methods and displays that a trial file can name, a package a family: options, checks, models, displays."""
