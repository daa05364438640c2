"""What would have read a text that does not fit: a format, a code for missing, a name, a way to write numbers."""
