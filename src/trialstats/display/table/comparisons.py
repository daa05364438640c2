"""Columns that compare arms with the reference, and the groups of lines that they stand in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from trialstats.display.look import Look
from trialstats.display.table.cells import Record
from trialstats.display.table.choose import distinct, find, only, parameter_name
from trialstats.display.table.data import Cell, Column
from trialstats.results.kinds import Kind
from trialstats.trialfile.parts.display import Selected

__all__ = ["Piece", "columns_against", "groups_of"]


@dataclass(frozen=True)
class Piece:
    """One column of a comparison: the kind and variable of its row, and how it is written.

    of_any: whether a row of any variable will do, as of a number needed to treat, which is of either sort.
    """

    label: str
    kind: Kind
    write: Callable[[Record | None], Cell]
    variable: str | None = None
    of_any: bool = False

    def find(self, records: Sequence[Record], **keys: str | None) -> Record | None:
        """Find its row."""
        own = only(records, kind=self.kind, **keys)
        return find(own) if self.of_any else find(own, variable=self.variable)


def columns_against(active: Sequence[str], pieces: Sequence[Piece], look: Look) -> tuple[Column, ...]:
    """Head the pieces of each active arm."""
    return tuple(
        Column(piece.label, spanner=f"{arm} against {look.reference}", align="point")
        for arm in active
        for piece in pieces
    )


def groups_of(
    table: Selected, records: Sequence[Record], named: Callable[[Record], str] = parameter_name
) -> list[tuple[str, list[Record]]]:
    """Part the rows by analysis, parameter and `group` (criterion, event), and name each by what tells it apart.

    named: says the parameter, which is left out where the name of the group begins with it.
    """
    analyses, parameters = distinct(records, "analysis", table.analyses), distinct(records, "PARAMCD", table.parameters)
    parts: list[tuple[str, list[Record]]] = []
    for analysis in analyses:
        for code in parameters:
            own = only(records, analysis=analysis, PARAMCD=code)
            for group in (name for name in distinct(own, "group") if name is not None):
                found = only(own, group=group)
                parameter = named(found[0])
                told = len(parameters) > 1 and not group.startswith(parameter)
                names = [found[0]["label"] if len(analyses) > 1 else None, parameter if told else None, group]
                parts.append((": ".join(str(name) for name in names if name), found))
    return parts
