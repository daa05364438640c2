"""The main numbers of the trials of docs/estimand-guide.md, from their raw files with numpy and pandas alone."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from scipy.optimize import minimize

__all__ = ["DATA", "alive", "dropout", "limb", "rescue"]

DATA = Path(__file__).parents[2] / "docs" / "estimands" / "data"
DAY = pd.Timedelta(1, "D")


def table(trial: str, name: str) -> pd.DataFrame:
    return pd.read_csv(DATA / trial / f"{name}.csv", dtype={"id": str})


def wide(trial: str, name: str, value: str) -> pd.DataFrame:
    """Give a row a person and a column a week, and `arm` (1 of the active one)."""
    people = table(trial, "people").set_index("id")
    values = table(trial, name).pivot_table(index="id", columns="week", values=value).reindex(people.index)
    return values.assign(active=people["arm"].eq("A").astype(float), **people.drop(columns="arm"))


def day_of(dates: pd.Series) -> pd.Series:
    return pd.to_datetime(dates)


def first_affected(people: pd.DataFrame, seen: pd.DataFrame, event: pd.Series, weeks: tuple[int, ...]) -> pd.Series:
    """Give the first week whose day lies after an event: the day on which one came, or else that of the plan.

    people: id, randomised. seen: id, week, date. event: the day by id. Infinity where no week is affected.
    """
    begun = day_of(people.set_index("id")["randomised"])
    came = seen.assign(date=day_of(seen["date"])).set_index(["id", "week"])["date"]
    found = pd.Series(np.inf, index=begun.index)
    for week in reversed(weeks):
        day = came.reindex(pd.MultiIndex.from_product([begun.index, [week]])).set_axis(begun.index)
        after = day.fillna(begun + week * 7 * DAY) > event.reindex(begun.index)
        found = found.where(~after, week)
    return found


def rescue(*, set_aside: bool) -> dict[str, float]:
    """A model for repeated measures, unstructured, by restricted maximum likelihood; arm and baseline by week."""
    pain, courses, weeks = table("rescue", "pain"), table("rescue", "rescue"), (4, 8, 12)
    long_ones = courses[courses["days"] >= 3]
    first = day_of(long_ones["start"]).groupby(long_ones["id"]).min()
    affected = first_affected(table("rescue", "people"), pain, first, weeks)
    people = wide("rescue", "pain", "pain")
    changes = people[list(weeks)].sub(people[0], axis=0)
    hidden = pd.DataFrame({week: affected <= week for week in weeks})
    kept = changes.mask(hidden) if set_aside else changes
    design = np.column_stack([np.ones(len(people)), people["active"], people[0]])
    return {
        "events": len(first),
        "active": int(people["active"].reindex(first.index).sum()),
        "set_aside": int((hidden & changes.notna()).to_numpy().sum()),
        "used": int(kept.notna().to_numpy().sum()),
        "estimate": reml(kept.to_numpy(), design),
    }


def reml(outcome: np.ndarray, design: np.ndarray) -> float:
    """Estimate the coefficient of column 1 of the design at the last visit; people stand together by what was seen."""
    visits, width = outcome.shape[1], design.shape[1]
    lower = np.tril_indices(visits)
    known = ~np.isnan(outcome)
    patterns = []
    for pattern in np.unique(known[known.any(axis=1)], axis=0):
        own = (known == pattern).all(axis=1)
        values, rows = np.nan_to_num(outcome[own]), design[own]
        patterns.append((np.flatnonzero(pattern), own.sum(), rows.T @ rows, values.T @ rows, values.T @ values))

    def fit(parameters: np.ndarray) -> tuple[float, np.ndarray]:
        root = np.zeros((visits, visits))
        root[lower] = parameters
        covariance = root @ root.T
        gram, score, rest = np.zeros((visits * width,) * 2), np.zeros(visits * width), 0.0
        for seen, number, of_rows, crossed, of_values in patterns:
            weight = np.zeros((visits, visits))
            weight[np.ix_(seen, seen)] = np.linalg.inv(covariance[np.ix_(seen, seen)])
            gram, score = gram + np.kron(weight, of_rows), score + (weight @ crossed).ravel()
            rest += number * np.linalg.slogdet(covariance[np.ix_(seen, seen)])[1] + np.sum(weight * of_values)
        beta = np.linalg.solve(gram, score)
        return rest - score @ beta + np.linalg.slogdet(gram)[1], beta

    start = np.linalg.cholesky(np.nanvar(outcome) * (0.5 * np.eye(visits) + 0.5))[lower]
    best = minimize(lambda at: fit(at)[0], start, method="BFGS", options={"gtol": 1e-5})
    return float(fit(best.x)[1][(visits - 1) * width + 1])


def dropout() -> dict[str, int]:
    """Count who has half of the score or less at week 8 and did not leave for lack of efficacy."""
    people = wide("dropout", "scores", "hamd")
    gave_up = people["reason"].eq("lack of efficacy")
    known = people[8].notna() | gave_up
    responds = (people[8] <= people[0] / 2) & ~gave_up
    counts: dict[str, int] = {}
    for arm, own in (("active", people["active"].eq(1)), ("reference", people["active"].eq(0))):
        counts |= {
            f"{arm}_responders": int((responds & own).sum()),
            f"{arm}_known": int((known & own).sum()),
            f"{arm}_gave_up": int((gave_up & own).sum()),
            f"{arm}_moved": int((people["reason"].eq("moved away") & own).sum()),
            f"{arm}_all": int(own.sum()),
        }
    return counts


def limb() -> dict[str, float]:
    """Compare each person of one arm with each of the other: who died or lost a leg by week 26 is below all."""
    people, operations = wide("limb", "walks", "metres"), table("limb", "operations")
    lost = people.index.isin(operations.loc[operations["operation"] == "amputation", "id"])
    died = people["died"].notna()
    worst = died | lost
    change = (people[26] - people[0]).mask(worst, -np.inf)
    active, other = (change[people["active"] == arm].dropna().to_numpy() for arm in (1, 0))
    unseen = change.isna()
    everybody = change.fillna(-np.inf)
    all_active, all_other = (everybody[people["active"] == arm].to_numpy() for arm in (1, 0))
    return {
        "died": int(died.sum()),
        "lost": int(lost.sum()),
        "walked_after": int((lost & people[26].notna()).sum()),
        "unseen": int(unseen.sum()),
        "active": active.size,
        "reference": other.size,
        "estimate": won(active, other),
        "with_unseen": won(all_active, all_other),
    }


def won(active: np.ndarray, other: np.ndarray) -> float:
    return float(np.mean((active[:, None] > other) + 0.5 * (active[:, None] == other)))


def alive() -> dict[str, float]:
    """Regress the mean change while alive on the arm and the baseline, by least squares."""
    scores, weeks = table("alive", "scores"), (1, 2, 3, 4)
    people = wide("alive", "scores", "score")
    died = day_of(people["died"])
    affected = first_affected(table("alive", "people"), scores, died.dropna(), weeks).le(4)
    mean = people[list(weeks)].mean(axis=1)
    kept = mean.notna() & (affected | people[4].notna())
    own = people[kept]
    design = np.column_stack([np.ones(len(own)), own["active"], own[0]])
    change = (mean[kept] - own[0]).to_numpy()
    beta, (left,), *_ = np.linalg.lstsq(design, change, rcond=None)
    variance = left / (len(own) - 3) * np.linalg.inv(design.T @ design)
    return {
        "died": int(died.notna().sum()),
        "affected": int(affected.sum()),
        "died_with": int((affected & mean.notna()).sum()),
        "died_without": int((affected & mean.isna()).sum()),
        "lived_seen": int((~affected & people[4].notna()).sum()),
        "lived_unseen": int((~affected & people[4].isna()).sum()),
        "used": len(own),
        "estimate": float(beta[1]),
        "std_error": float(np.sqrt(variance[1, 1])),
    }
