"""Total scores that have a name of their own: between which numbers they lie, and which end is better.

Ranges are those of the published scales; one is taken only where every value lies in it. Scales that are counted in
several ways have no range here.
"""

from __future__ import annotations

from collections.abc import Collection
from itertools import pairwise
from typing import Literal, NamedTuple

__all__ = ["Scale", "scale_of"]


class Scale(NamedTuple):
    """A scale: its ends, and which is better."""

    better: Literal["lower", "higher"]
    low: int | None = None
    high: int | None = None


SCALES = {
    # mood, anxiety, psychosis
    **dict.fromkeys(("madrs",), Scale("lower", 0, 60)),
    **dict.fromkeys(("bdi",), Scale("lower", 0, 63)),
    **dict.fromkeys(("hama",), Scale("lower", 0, 56)),
    **dict.fromkeys(("panss",), Scale("lower", 30, 210)),
    **dict.fromkeys(("ymrs",), Scale("lower", 0, 60)),
    **dict.fromkeys(("cgis", "cgii"), Scale("lower", 1, 7)),
    # sleep
    **dict.fromkeys(("isi",), Scale("lower", 0, 28)),
    **dict.fromkeys(("psqi",), Scale("lower", 0, 21)),
    # cognition, nerves, stroke
    **dict.fromkeys(("mmse", "moca"), Scale("higher", 0, 30)),
    **dict.fromkeys(("adas", "adascog", "updrs", "twstrs"), Scale("lower")),
    **dict.fromkeys(("edss",), Scale("lower", 0, 10)),
    **dict.fromkeys(("nihss",), Scale("lower", 0, 42)),
    **dict.fromkeys(("barthel",), Scale("higher", 0, 100)),
    **dict.fromkeys(("hit6",), Scale("lower", 36, 78)),
    # bones and joints
    **dict.fromkeys(("koos", "hoos", "lysholm", "ikdc"), Scale("higher", 0, 100)),
    **dict.fromkeys(("odi", "dash", "quickdash"), Scale("lower", 0, 100)),
    **dict.fromkeys(("womac", "ndi", "haq", "das28", "rmdq"), Scale("lower")),
    **dict.fromkeys(("basdai", "basfi"), Scale("lower", 0, 10)),
    # skin, lungs, heart, urine
    **dict.fromkeys(("pasi", "easi"), Scale("lower", 0, 72)),
    **dict.fromkeys(("dlqi",), Scale("lower", 0, 30)),
    **dict.fromkeys(("sgrq",), Scale("lower", 0, 100)),
    **dict.fromkeys(("kccq",), Scale("higher", 0, 100)),
    **dict.fromkeys(("ipss",), Scale("lower", 0, 35)),
    **dict.fromkeys(("eqvas",), Scale("higher", 0, 100)),
    **dict.fromkeys(("6mwd", "6mwt", "mwd", "mwt", "sixmwd", "sixmwt"), Scale("higher")),
}


def scale_of(words: Collection[str]) -> Scale | None:
    """Give the scale that some words name, or two of them together; None where none does."""
    ordered = list(words)
    pairs = ["".join(pair) for pair in pairwise(ordered)]
    return next((SCALES[word] for word in (*ordered, *pairs) if word in SCALES), None)
