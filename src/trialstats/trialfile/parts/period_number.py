"""Periods of a crossover trial are named by their numbers, whatever else tells of them."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

__all__ = ["PeriodNumber"]


def number_of_period(given: Any) -> Any:
    """Say to who names a period otherwise what is wanted, and the number that the name holds, if it holds one."""
    if not isinstance(given, str) or given.strip().isdecimal():
        return given
    number = re.fullmatch(r"\s*p(?:eriod)?[\s_.-]*(\d+)\s*", given, re.IGNORECASE)
    meant = f": did you mean `{int(number[1])}`?" if number else ", e.g. `2` for the second"
    raise ValueError(f"`{given}` is not the number of a period{meant}")


PeriodNumber = Annotated[int, Field(ge=1), BeforeValidator(number_of_period)]
