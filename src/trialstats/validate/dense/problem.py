"""The problem that a fit solved, from the rows used and not from the engine's codes, for the second implementation."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from trialstats.engines.mmrm import MMRMResult

__all__ = ["problem_of"]


def problem_of(result: MMRMResult) -> dict[str, Any]:
    """Give the fields of `Dense`: of each row used its subject, visit number, time, group and case weight."""
    frame, roles = result.design.frame, result.design.roles
    zeros = np.zeros(len(frame))
    visits = frame[roles.visit].cat.codes.to_numpy().astype(int) if roles.visit else zeros.astype(int)
    return {
        "name": result.structure,
        "x": result.design.predictors,
        "y": frame["Y"].to_numpy(),
        "subject": pd.factorize(frame["ID"])[0],
        "visit": visits,
        "time": frame[roles.time].to_numpy(dtype=float) if roles.time else zeros,
        "group": frame[roles.group].cat.codes.to_numpy().astype(int) if roles.group else zeros.astype(int),
        "weight": frame[roles.weights].to_numpy() if roles.weights else zeros + 1.0,
        "n_visits": len(np.unique(visits)),
        "reml": result.reml,
    }
