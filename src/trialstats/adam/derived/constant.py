"""A constant where another parameter says so, such as a worst pain of 0 where there was no pain."""

from __future__ import annotations

import pandas as pd

from trialstats.adam.derived.parts import Made, Parts
from trialstats.trialfile.parts.derived import Derived

__all__ = ["constant"]


def constant(parts: Parts, derived: Derived) -> Made:
    """Give the constant where it holds, and elsewhere the value of `of`.

    Where both are there and differ, one of them is wrong: nobody can tell which, and there is no value.
    """
    rule = derived.constant
    assert rule is not None
    asked = rule.where.parameter
    holds = parts.says(asked, rule.where.texts)
    other = parts.numbers[rule.of] if rule.of else pd.Series(float("nan"), index=parts.numbers.index)
    differs = holds & other.notna() & (other != rule.value)
    values = other.mask(holds, rule.value).mask(differs)
    found = parts.result(asked)
    reasons = asked + (" = " + found).where(found.notna(), " has no value")
    reasons += f", and no value of {rule.of}" if rule.of else ""
    beside = str(rule.of) + " = " + other.map("{:g}".format) + " beside " + asked + " = " + found
    return Made(values, reasons.mask(differs, beside).astype("str"))
