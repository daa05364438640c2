"""Tables: what they hold, how rows are chosen and cells written, and their files."""
