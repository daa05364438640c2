"""Tables of responders, of their curve and of costs, from analyses of a small trial."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
from pydantic import TypeAdapter

from tests.methods.responders.trial import (
    cost,
    curve,
    make,
    responders,
    run,
    run_cost,
    spread,
    with_sessions,
    with_words,
)
from trialstats.display.look import Look
from trialstats.methods.registry import Table

__all__ = ["LOOK", "RESPONDER_TABLES"]

LOOK = Look("SMALL", ("Laser", "Sham"), "Sham", ("Baseline", "Week 6", "Week 12"), "Baseline", "Made up.")
STOPPED = {"EOSSTT": "DISCONTINUED", "EOSDT": pd.Timestamp("2024-02-01")}
PEOPLE = [{**p, **STOPPED} if k in (4, 9) else p for k, p in enumerate(spread())]
ALL = [*PEOPLE, {"ARM": "Sham", "Baseline": 0, "Week 12": 5, "SITEID": "A"}]
CRITERIA = ({"percent": 30, "source": "A published threshold"}, {"points": "mcid"})


def table(kind: str, analysis: str | list[str], **more: Any) -> Any:
    return TypeAdapter(Table).validate_python(
        {"kind": kind, "title": f"The {kind} table", "analysis": analysis, **more}
    )


def rows(name: str, label: str, **options: Any) -> pd.DataFrame:
    made = run(responders(criteria=CRITERIA, **options), replace(make(ALL), name=name))
    return with_words(made, label)


def curves() -> pd.DataFrame:
    return with_words(run(curve(unless=[{"discontinued": True}]), replace(make(ALL), name="curve")), "Curve")


def costs(benefit: float = 40) -> pd.DataFrame:
    inputs = with_sessions(make(spread(benefit=benefit)))
    return with_words(run_cost(cost(), responders(), replace(inputs, name="cost")), "Cost")


def one_arm() -> pd.DataFrame:
    """Nobody in the reference, so that nothing can be compared."""
    inputs = replace(make([p for p in PEOPLE if p["ARM"] == "Laser"]), name="alone")
    return with_words(run(responders(criteria=CRITERIA, covariates=["BASE"]), inputs), "Alone")


RESPONDER_TABLES: dict[str, tuple[Any, pd.DataFrame, Look]] = {
    "responders": (
        table("responders", ["nri", "seen"], visits=["Week 12"]),
        pd.concat(
            [
                rows("nri", "All subjects", covariates=["BASE", "SITEID"], unless=[{"discontinued": True}]),
                rows("seen", "Observed cases", missing="exclude", zero_baseline="exclude"),
            ],
            ignore_index=True,
        ),
        LOOK,
    ),
    "responders_alone": (table("responders", "alone", reasons=False), one_arm(), LOOK),
    "responder_curve": (table("responder_curve", "curve", cutoffs=[0, 30, 50, 100]), curves(), LOOK),
    "costs": (table("costs", "cost"), costs(), LOOK),
    "costs_without_range": (table("costs", "cost"), costs(benefit=12), LOOK),
}
