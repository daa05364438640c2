"""The verbs of the command line: a module and a function each, of one name."""
