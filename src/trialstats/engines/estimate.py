"""What an estimate is: its numbers by name.

`estimate std_error df statistic p_value conf_low conf_high conf_level`, `n` and `count`, as far as they apply; and
`reason` where one of them is absent that a reader would look for.
"""

from __future__ import annotations

from typing import Any

__all__ = ["Estimate"]

Estimate = dict[str, Any]
