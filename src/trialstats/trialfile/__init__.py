"""The trial file: what it may say (parts), how it is read (text), and whether it holds together (checks)."""
