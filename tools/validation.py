"""Write the tables of docs/validation.md: how far the engine is from SAS and R, computed now.

    python tools/validation.py SHARED_FOLDER

R's fits stand in tests/reference. The folder holds the trial that SAS was run on (trials/fev_artificial), which may
not be passed on.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.engines.mmrm import test_published as sas  # noqa: E402
from tests.engines.mmrm import test_reference as r  # noqa: E402

from trialstats.engines.mmrm import MMRMResult, fit_mmrm  # noqa: E402

START, END = "<!-- tables: tools/validation.py -->", "<!-- end of tables -->"


def deviations(result: MMRMResult, record: dict[str, Any], factor: str) -> Iterator[tuple[float, float, float]]:
    """Of every row of every table: estimate in standard errors, standard error and df relative."""
    terms = [t.replace("Intercept", "(Intercept)").replace("[T.", "").replace("]", "") for t in result.terms]
    coefficients = result.coefficients().set_index(pd.Index(terms))
    yield from _apart(
        coefficients,
        [x["names"] if "names" in x else x["term"] for x in record["coefficients"]],
        record["coefficients"],
        "se df estimate",
    )
    means = result.lsmeans(factor, by="AVISIT").set_index([factor, "AVISIT"])
    yield from _apart(means, [(x[factor], x["AVISIT"]) for x in record["lsmeans"]], record["lsmeans"], "SE df emmean")
    differences = result.contrasts(factor, by="AVISIT")
    names = differences[factor].astype(str) + " - " + differences.reference.astype(str)
    differences = differences.set_index([names, differences.AVISIT])
    keys = [(x["contrast"], x["AVISIT"]) for x in record["contrasts"]]
    yield from _apart(differences, keys, record["contrasts"], "SE df estimate")


def _apart(
    table: pd.DataFrame, keys: list[Any], rows: list[dict[str, Any]], names: str
) -> Iterator[tuple[float, float, float]]:
    error, df, estimate = names.split()
    for key, row in zip(keys, rows, strict=True):
        mine = table.loc[key]
        yield (
            abs(mine.estimate - row[estimate]) / row[error],
            abs(mine.std_error / row[error] - 1),
            abs(mine.df / row[df] - 1),
        )


def against_r() -> str:
    """One row for each of R's tests: the largest deviation over all its fits."""
    worst: dict[str, list[np.ndarray]] = defaultdict(list)
    default = []
    for dataset in r.MODELS:
        for record in json.loads((ROOT / f"tests/reference/mmrm_{dataset}.json").read_text()):
            case, factor = r.case_of(record), r.MODELS[dataset][2]
            if case.test in r.NOT_OURS:
                for ddf in ("kr", "kr_linear"):
                    result = r.fitted(*case[:4]).with_ddf(ddf)
                    found = np.array(list(deviations(result, record, factor))).max(axis=0)
                    default.append((case.covariance + (" by arm" if case.grouped else ""), dataset, ddf, *found))
                continue
            result = r.ours(case)
            found = np.array(list(deviations(result, record, factor)))
            below = max(0.0, record["loglik"] - result.loglik)
            words = "`" + "`, `".join(w for w in r.TESTS[case.test] if w) + "`"
            worst[f"{case.test[0]}, {case.test[1]} | {words}"].append(np.append(found.max(axis=0), below))
    lines = [
        "| R's method, vcov | ours | fits | estimate / SE | SE, relative | df, relative | log-likelihood below |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, found in worst.items():
        lines.append(f"| {name} | {len(found)} | " + " | ".join(f"{x:.1e}" for x in np.max(found, axis=0)) + " |")
    lines += ["", "R's default, its `Kenward-Roger`, is another method (second derivatives in its own parameters):", ""]
    lines += ["| structure | data | ours | SE, largest relative difference | df |", "|---|---|---|---|---|"]
    lines += [
        f"| {name} | {data} | `{ddf}` | {100 * se:.2f} % | {100 * df:.2f} % |" for name, data, ddf, _, se, df in default
    ]
    return "\n".join(lines)


def against_sas(folder: Path) -> str:
    """The difference of the FEV trial under three structures."""
    data = pd.read_csv(folder / "trials/fev_artificial/fev.csv")
    lines = [
        "| structure | `ddf` | SE: SAS | ours | relative | df: SAS | ours | relative |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for (ddf, covariance), (error, df) in sas.SAS_FEV.items():
        fit = fit_mmrm("FEV1 ~ ARMCD", data, subject="USUBJID", visit="AVISIT", covariance=covariance, ddf=ddf)
        row = fit.contrasts("ARMCD", reference="PBO").iloc[0]
        lines.append(
            f"| {covariance} | `{ddf}` | {error:.6f} | {row.std_error:.6f} | {row.std_error / error - 1:.1e} "
            f"| {df:.3f} | {row.df:.3f} | {row.df / df - 1:.1e} |"
        )
    return "\n".join(lines)


def main(folder: Path) -> None:
    """Replace what stands between the marks."""
    path = ROOT / "docs" / "validation.md"
    before, _, rest = path.read_text().partition(START)
    after = rest.partition(END)[2]
    tables = f"## SAS PROC MIXED, DDFM=KR and KR(LINEAR)\n\n{against_sas(folder)}\n\n## R's mmrm\n\n{against_r()}"
    path.write_text(f"{before}{START}\n\n{tables}\n\n{END}{after}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
