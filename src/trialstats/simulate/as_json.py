"""What the simulation of a design gave, in numbers, as they are written as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from trialstats.simulate.direction import notes_on_effect
from trialstats.simulate.margins import margin_as_json
from trialstats.simulate.names import Names
from trialstats.simulate.result import Simulated

__all__ = ["as_json"]


def as_json(found: Simulated) -> dict[str, Any]:
    """Give everything in numbers; what there is not is absent."""

    def present(row: Mapping[Any, Any]) -> dict[str, Any]:
        return {str(key): value for key, value in row.items() if not (isinstance(value, float) and np.isnan(value))}

    hypotheses = []
    questions = found.questions
    for question, alpha, formula, truth in zip(
        questions.asked, questions.alpha, found.analytic, found.truths, strict=True
    ):
        told: dict[str, Any] = {
            "name": question.name,
            "label": question.label,
            **question.sought.model_dump(exclude_none=True),
        }
        told |= margin_as_json(found, question, alpha)
        told |= {"truth": truth.value, "truth_std_error": truth.std_error}
        notes = notes_on_effect(Names(found.trial, found.world), question, truth)
        told |= {"notes": notes} if notes else {}
        if formula.power is None:
            told["no_formula"] = formula.reason
        else:
            told |= {
                "power_by_formula": formula.power,
                "formula": formula.formula,
                "formula_leaves_out": list(formula.beside),
            }
            told |= {"subjects_by_formula": formula.needed} if formula.needed else {}
        hypotheses.append(told)
    return {
        "n": found.design.n,
        "replicates": found.design.replicates,
        "batch": found.design.batch,
        "seed": found.design.seed,
        "hypotheses": hypotheses,
        **searched_as_json(found),
        "characteristics": [present(row) for row in found.table.to_dict("records")],
        "retained": [present(row) for row in found.retained.to_dict("records")],
    }


def searched_as_json(found: Simulated) -> dict[str, Any]:
    """Give the search for a number of subjects in numbers."""
    if found.searched is None:
        return {}
    tried = [{"n": one.n, "rejected": one.count, "trials": one.trials} for one in found.searched.tried]
    told: dict[str, Any] = {"power": found.design.power, "tried": tried}
    answer = {"n": found.searched.n, "how": found.searched.how}
    told |= {"reason": found.searched.reason} if found.searched.n is None else answer
    return {"subjects": told}
