"""The steps of the workflow: read, resolve, call, write. Nothing is computed here."""
