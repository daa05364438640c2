"""The software that computes: every package of the program and what it needs, with versions, licences, checksums."""
