"""The displays of an analysis of which the trial file says none."""

from __future__ import annotations

from typing import get_args

from pydantic import ValidationError

from trialstats.methods.registry import FIGURES, TABLES, entry_of
from trialstats.trialfile.parts.analysis import Method
from trialstats.trialfile.parts.display import Display

__all__ = ["usual_figures", "usual_tables"]


def usual_tables(name: str, analysis: Method) -> dict[str, Display]:
    """Give the table that shows an analysis as it is, under its name, and those that what it says asks for."""
    return usual(name, analysis, TABLES)


def usual_figures(name: str, analysis: Method) -> dict[str, Display]:
    """Give the figure that shows an analysis as it is, under its name, and those that what it says asks for."""
    return usual(name, analysis, FIGURES)


def usual(name: str, analysis: Method, kinds: tuple[type[Display], ...]) -> dict[str, Display]:
    wanted = (plain(kind, name) for kind in entry_of(analysis.entry).usual_displays if kind in kinds)
    display = next((one for one in wanted if one and not any(one.objections(name, analysis))), None)
    further = (kind for kind in entry_of(analysis.entry).displays if kind in kinds and kind.is_asked_for(analysis))
    asked = {f"{name}_{word_of(kind)}": one for kind in further if (one := plain(kind, name))}
    return {**({name: display} if display else {}), **asked}


def word_of(kind: type[Display]) -> str:
    word: str = get_args(kind.model_fields["kind"].annotation)[0]
    return word


def plain(kind: type[Display], name: str) -> Display | None:
    """Make a display of a kind that says nothing but what it shows; None where the kind asks for more."""
    try:
        return kind.model_validate({"kind": word_of(kind), "analysis": name})
    except ValidationError:
        return None
