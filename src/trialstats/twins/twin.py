"""What is asked for, and the twin that is made of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.scope import conf_level
from trialstats.results.kinds import Kind
from trialstats.trialfile.parts.analysis import Findings
from trialstats.twins.accounts import told_of_records
from trialstats.twins.writing import render, text_columns

__all__ = ["SAS", "Asked", "NoTwin", "R", "Twin", "make_twin"]

SAS, R = "sas", "R"


class NoTwin(Exception):
    """An analysis has no twin; the text says why."""


@dataclass(frozen=True)
class Asked:
    """An analysis to be written once more: complete, with its material, and the notes of the run about what it did."""

    study: str
    analysis: Findings
    inputs: Inputs
    notes: Mapping[str, Any]
    label: str

    @property
    def name(self) -> str:
        """The name of the analysis, which its files have too."""
        return self.inputs.name

    @property
    def fits(self) -> list[Mapping[str, Any]]:
        """What was fitted, one by one. Raises NoTwin where nothing could be."""
        found: list[Mapping[str, Any]] = self.notes.get("fits", [])
        if not found:
            raise NoTwin("nothing could be estimated, as the report says")
        return found


@dataclass(frozen=True)
class Twin:
    """The records, the text of each program by its ending, and why there is none in a language.

    kinds: of the result rows that the programs give again.
    """

    name: str
    label: str
    kinds: tuple[Kind, ...]
    records: pd.DataFrame
    programs: Mapping[str, str]
    lacking: Mapping[str, str] = field(default_factory=dict)


def make_twin(
    asked: Asked,
    method: str,
    kinds: tuple[Kind, ...],
    records: pd.DataFrame,
    *,
    lacking: Mapping[str, str] | None = None,
    **facts: Any,
) -> Twin:
    """Write the programs `<method>.sas` and `<method>.R` about some records.

    lacking: why there is no program in a language. facts: what the templates say beside what all of them do.
    """
    without = dict(lacking or {})
    if {SAS, R} <= without.keys():
        raise NoTwin("; ".join(dict.fromkeys(without.values())))
    common = {
        "asked": asked,
        "name": asked.name,
        "measure": asked.analysis.measure,
        "level": conf_level(asked.analysis),
        "alpha": asked.analysis.alpha,
        "arms": [arm for arm in asked.inputs.arms if (records["TRT01P"].astype(str) == arm).any()],
        "reference": asked.inputs.reference,
        "records": records,
        "left_out": list(told_of_records(asked.notes)),
        "texts": text_columns(records),
    }
    programs = {
        ending: render(f"{method}.{ending}.j2", {**common, **facts}) for ending in (SAS, R) if ending not in without
    }
    return Twin(asked.name, asked.label, kinds, records, programs, without)
