"""Whether this installation does what it should, where the user stands: requirements, their checks, a protocol."""
