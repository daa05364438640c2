"""What figures, tables and the report share: the look of a trial, and how numbers are written."""
