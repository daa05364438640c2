"""Dataset-JSON 1.1 of CDISC: a dataset as one document, with the names that Define-XML has for its variables."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from typing import Any

import pandas as pd

from trialstats.standards.dataset import Dataset, Type, Variable
from trialstats.standards.oids import METADATA, STUDY, dataset_oid, variable_oid

__all__ = ["dataset_json"]

VERSION = "1.1.0"
# How values are written, by type; what SAS keeps as a number is a day or an instant in ISO 8601 here.
WRITTEN = {
    Type.TEXT: "string",
    Type.INTEGER: "integer",
    Type.FLOAT: "double",
    Type.DATE: "date",
    Type.DATETIME: "datetime",
}


def dataset_json(dataset: Dataset, study: str, instant: dt.datetime, system: tuple[str, str]) -> str:
    """Give the text of the file; `system` is the name and version of what wrote it.

    Numbers are written so that they read back as they were; what is missing is null.
    """
    head = {
        "datasetJSONCreationDateTime": instant.isoformat(),
        "datasetJSONVersion": VERSION,
        "fileOID": f"{study}.{dataset.name}",
        "sourceSystem": {"name": system[0], "version": system[1]},
        "studyOID": STUDY.format(study=study),
        "metaDataVersionOID": METADATA.format(study=study),
        "metaDataRef": "define.xml",
        "itemGroupOID": dataset_oid(dataset.name),
        "records": len(dataset.frame),
        "name": dataset.name,
        "label": dataset.label,
        "columns": [column(one, dataset) for one in dataset.variables],
    }
    written = [values_of(dataset.frame[one.name], one.type) for one in dataset.variables]
    rows = ",\n".join(map(dump, zip(*written, strict=True)))
    return dump(head)[:-1] + f',"rows":[\n{rows}\n]}}\n'


def dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def column(variable: Variable, dataset: Dataset) -> dict[str, Any]:
    """Describe a variable."""
    said: dict[str, Any] = {
        "itemOID": variable_oid(dataset.name, variable.name),
        "name": variable.name,
        "label": variable.label,
        "dataType": WRITTEN[variable.type],
    }
    if variable.format:
        said |= {"targetDataType": "integer", "displayFormat": variable.format}
    if variable.type == Type.TEXT:
        said["length"] = variable.length
    if variable.name in dataset.keys:
        said["keySequence"] = dataset.keys.index(variable.name) + 1
    return said


def values_of(values: pd.Series[Any], kind: Type) -> Sequence[Any]:
    """Give the values of a variable as JSON has them."""
    present = values.notna()
    if kind == Type.DATE:
        values = values.dt.strftime("%Y-%m-%d")
    elif kind == Type.DATETIME:
        values = values.map(pd.Timestamp.isoformat, na_action="ignore")
    elif kind == Type.INTEGER:
        return [int(value) if there else None for value, there in zip(values, present, strict=True)]
    return [value if there else None for value, there in zip(values, present, strict=True)]
