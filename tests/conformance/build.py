"""A small folder of ADaM datasets that is as it should be, for tests to break one thing in."""

from __future__ import annotations

from typing import Any

import pandas as pd

from trialstats.adam.variables.standard import STANDARD
from trialstats.conformance.findings import Check
from trialstats.conformance.folder import Dataset, Folder

FURTHER = {
    "TRT01P": "Planned Treatment for Period 01",
    "TRT01PN": "Planned Treatment for Period 01 (N)",
    "TRT01A": "Actual Treatment for Period 01",
    "ARM": "Description of Planned Arm",
    "SAFFN": "Safety Population Flag (N)",
    "ANL01FL": "Analysis Flag 01",
    "ANL02FL": "Analysis Flag 02",
    "AOCCFL": "1st Occurrence within Subject Flag",
    "AOCCSFL": "1st Occurrence of SOC Flag",
    "AOCCPFL": "1st Occurrence of Preferred Term Flag",
}

ADSL: dict[str, list[Any]] = {
    "STUDYID": ["S"] * 3,
    "USUBJID": ["1", "2", "3"],
    "SUBJID": ["1", "2", "3"],
    "SITEID": ["A", "A", "B"],
    "ARM": ["Drug", "Placebo", "Drug"],
    "TRT01P": ["Drug", "Placebo", "Drug"],
    "TRT01PN": [1.0, 2.0, 1.0],
    "TRT01A": ["Drug", "Placebo", "Placebo"],
    "TRTSDT": pd.to_datetime(["2024-01-01", "2024-01-02", "2024-01-03"]).tolist(),
    "TRTEDT": pd.to_datetime(["2024-02-01", "2024-02-02", "2024-01-03"]).tolist(),
    "AGE": [50.0, 60.0, 70.0],
    "AGEU": ["YEARS"] * 3,
    "SEX": ["F", "M", "F"],
    "RACE": ["WHITE"] * 3,
    "SAFFL": ["Y", "Y", "N"],
    "SAFFN": [1.0, 1.0, 0.0],
}
ADLB: dict[str, list[Any]] = {
    "STUDYID": ["S"] * 6,
    "USUBJID": ["1", "1", "1", "2", "2", "2"],
    "ASEQ": [1.0, 2.0, 3.0, 1.0, 2.0, 3.0],
    "TRTP": ["Drug"] * 3 + ["Placebo"] * 3,
    "TRTA": ["Drug"] * 3 + ["Placebo"] * 3,
    "SEX": ["F"] * 3 + ["M"] * 3,
    "PARAM": ["Glucose (mmol/L)"] * 6,
    "PARAMCD": ["GLUC"] * 6,
    "PARAMN": [1.0] * 6,
    "AVISIT": ["Baseline", "Week 4", "Week 4"] * 2,
    "AVISITN": [0.0, 4.0, 4.0] * 2,
    "ADT": pd.to_datetime(["2024-01-01", "2024-01-29", "2024-01-30"] * 2).tolist(),
    "ADY": [1.0, 29.0, 30.0, -1.0, 28.0, 29.0],
    "AVAL": [5.0, 6.0, 6.5, 4.0, 3.0, 3.5],
    "AVALC": ["5", "6", "6.5", "4", "3", "3.5"],
    "BASE": [5.0, 5.0, 5.0, 4.0, 4.0, 4.0],
    "CHG": [None, 1.0, 1.5, None, -1.0, -0.5],
    "PCHG": [None, 20.0, 30.0, None, -25.0, -12.5],
    "ABLFL": ["Y", None, None, "Y", None, None],
    "ANL01FL": ["Y", "Y", None, "Y", "Y", None],
    "DTYPE": [None] * 5 + ["LOCF"],
}
ADAE: dict[str, list[Any]] = {
    "STUDYID": ["S"] * 3,
    "USUBJID": ["1", "1", "2"],
    "ASEQ": [1.0, 2.0, 1.0],
    "TRTA": ["Drug", "Drug", "Placebo"],
    "AEBODSYS": ["Skin", "Skin", "Head"],
    "AEDECOD": ["Rash", "Itching", "Headache"],
    "ASTDT": pd.to_datetime(["2024-01-03", "2024-01-05", "2024-01-10"]).tolist(),
    "AENDT": pd.to_datetime(["2024-01-04", None, "2024-01-10"]).tolist(),
    "ASTDY": [3.0, 5.0, 9.0],
    "TRTEMFL": ["Y"] * 3,
    "AOCCFL": ["Y", None, "Y"],
    "AOCCSFL": ["Y", None, "Y"],
    "AOCCPFL": ["Y", "Y", "Y"],
}
ADTTE: dict[str, list[Any]] = {
    "STUDYID": ["S"] * 2,
    "USUBJID": ["1", "2"],
    "ASEQ": [1.0, 1.0],
    "TRTP": ["Drug", "Placebo"],
    "PARAM": ["Time to Relief (days)"] * 2,
    "PARAMCD": ["TTR"] * 2,
    "AVAL": [8.0, 15.0],
    "STARTDT": pd.to_datetime(["2024-01-01", "2024-01-02"]).tolist(),
    "ADT": pd.to_datetime(["2024-01-08", "2024-01-16"]).tolist(),
    "CNSR": [0.0, 1.0],
}
TABLES = {"ADSL": ADSL, "ADLB": ADLB, "ADAE": ADAE, "ADTTE": ADTTE}


def dataset(name: str, values: dict[str, list[Any]], **labels: str) -> Dataset:
    """Make a dataset with the labels of ADaM, but for those given."""
    frame = pd.DataFrame(values)
    texts = [column for column in frame if frame[column].dtype.kind in "OUS"]
    known = {column: FURTHER.get(column) or STANDARD[column].label for column in frame if column not in labels}
    return Dataset(name, frame.astype(dict.fromkeys(texts, "str")), known | labels)


def folder(**changes: dict[str, list[Any] | None]) -> Folder:
    """Make the folder with some variables of some datasets in the place of others; None takes one out."""
    made = {}
    for name, values in TABLES.items():
        own = {**values, **changes.get(name, {})}
        kept = {key: column for key, column in own.items() if column is not None}
        labels = {key: key for key in kept if key not in FURTHER and key not in STANDARD}
        made[name] = dataset(name, kept, **labels)
    return Folder(made)


def found(check: Check, of: Folder) -> list[tuple[str, str, int | None]]:
    """Give what a check finds: dataset, variable, row."""
    return [(hit.dataset, hit.variable, hit.row) for hit in check.run(of)]
