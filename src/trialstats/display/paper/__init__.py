"""Tables on paper: how they are divided into pages, and the pages as RTF and as Word."""
