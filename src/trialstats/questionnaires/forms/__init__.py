"""The questionnaires, a data file each: `catalogue` reads them.

A package of its own, and imported by nobody: so what is scored depends on its own data file and on no other's.
"""
