"""A crossover trial that is printed whole: peak expiratory flow of 13 children with asthma.

Senn S. Cross-over trials in clinical research. 2nd ed. Chichester: Wiley, 2002: table 3.1; the same flows are in the
example "AB/BA crossover design" of PROC TTEST in the SAS/STAT User's Guide. No package with a permissive licence that
we know of holds a crossover trial, so that its numbers stand here.
"""

from __future__ import annotations

__all__ = ["PEF"]

FORMOTEROL, SALBUTAMOL = "formoterol", "salbutamol"
FIRST_FORMOTEROL = {
    1: (310, 270),
    4: (310, 260),
    6: (370, 300),
    7: (410, 390),
    10: (250, 210),
    11: (380, 350),
    14: (330, 365),
}
FIRST_SALBUTAMOL = {2: (370, 385), 3: (310, 400), 5: (380, 410), 9: (290, 320), 12: (260, 340), 13: (90, 220)}

HEADER = ("patient", "first", "second", "pef_1", "pef_2")
"""Patient, the treatments of both periods, and the flow in each, in litres a minute."""

PEF: tuple[tuple[object, ...], ...] = (
    HEADER,
    *((patient, FORMOTEROL, SALBUTAMOL, *flows) for patient, flows in FIRST_FORMOTEROL.items()),
    *((patient, SALBUTAMOL, FORMOTEROL, *flows) for patient, flows in FIRST_SALBUTAMOL.items()),
)
"""The lines of the file, a child each."""
