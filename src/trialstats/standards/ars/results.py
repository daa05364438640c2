"""Results of the analysis results data as operations within groups.

An operation is a statistic of a kind of result (`difference: estimate`), and each key of a result that is no kind (arm,
visit, parameter, ...) is a grouping, so that the groups of a result are the keys of its row, and nothing of the data is
lost.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from trialstats.standards.ars.terms import identifier

__all__ = ["GROUPINGS", "Grouping", "Operations", "groupings_used", "results_of"]

REASON = "reason"


@dataclass(frozen=True)
class Grouping:
    """What results are grouped by: its identifier, its words, and the variable of the data where it is one."""

    key: str
    words: str
    variable: str | None = None

    @property
    def id(self) -> str:
        return f"AG.{self.key}"


GROUPINGS = (
    Grouping("PARAMCD", "Parameter", "PARAMCD"),
    Grouping("measure", "Value analysed"),
    Grouping("AVISIT", "Analysis visit", "AVISIT"),
    Grouping("ARM", "Treatment", "TRT01P"),
    Grouping("REFERENCE", "Treatment compared with"),
    Grouping("group", "What an analysis does several times: subgroups, rules, body systems"),
    Grouping("variable", "Variable or term of a model"),
    Grouping("level", "Level of the variable"),
    Grouping("USUBJID", "Subject", "USUBJID"),
)
"""By the keys of the analysis results data, in the order of its identifiers."""


@dataclass
class Operations:
    """The operations of one method, in the order in which they are met."""

    method: str
    known: dict[tuple[str, str], str] = field(default_factory=dict)

    def of(self, kind: str, statistic: str) -> str:
        """Give the identifier of an operation."""
        return self.known.setdefault((kind, statistic), identifier("OP", self.method, kind, statistic))

    def described(self) -> list[dict[str, Any]]:
        """Describe them."""
        return [
            {"id": oid, "name": f"{kind}: {statistic}".replace("_", " "), "label": statistic, "order": order}
            for order, ((kind, statistic), oid) in enumerate(self.known.items(), start=1)
        ]


def groupings_used(rows: pd.DataFrame) -> list[Grouping]:
    """Find the groupings that the results of an analysis have."""
    return [one for one in GROUPINGS if rows[one.key].notna().any()]


def results_of(
    rows: pd.DataFrame, operations: Operations, groups: Mapping[tuple[str, str], str]
) -> Iterator[dict[str, Any]]:
    """Yield the results of an analysis.

    rows: its rows of the analysis results data. groups: the identifiers of groups that are declared, by key and value.
    A value is written so that it reads back as the same number; of what could not be estimated the reason stands.
    """
    used = groupings_used(rows)
    keys = [rows[one.key].astype(object).where(rows[one.key].notna(), None) for one in used]
    columns = [rows[name].astype(object) for name in ("kind", "stat_name", "stat", "reason")]
    for kind, statistic, number, reason, *values in zip(*columns, *keys, strict=True):
        grouped = [
            group_of(one, str(value), groups) for one, value in zip(used, values, strict=True) if value is not None
        ]
        result: dict[str, Any] = {"operationId": operations.of(str(kind), str(statistic))}
        if grouped:
            result["resultGroups"] = grouped
        yield result | {"rawValue": str(reason) if statistic == REASON else repr(float(number))}


def group_of(grouping: Grouping, value: str, groups: Mapping[tuple[str, str], str]) -> dict[str, str]:
    """Say which group a result is of: the declared one where there is one, and the value."""
    declared = groups.get((grouping.key, value))
    return {"groupingId": grouping.id, **({"groupId": declared} if declared else {}), "groupValue": value}
