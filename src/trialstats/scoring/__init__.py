"""Scores of clinical measurements: data frames in and out, constants in `constants/` with their source.

Scoring keys and norms are facts taken from published work; each file of constants names where each set was
read and how sure it is. Questionnaires belong to their owners: see the notice in the package of each.
"""
