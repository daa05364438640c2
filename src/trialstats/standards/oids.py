"""The identifiers by which Define-XML, Dataset-JSON and the results name the same things."""

from __future__ import annotations

__all__ = ["METADATA", "STUDY", "dataset_oid", "variable_oid"]

STUDY = "STDY.{study}"
METADATA = "MDV.{study}"


def dataset_oid(dataset: str) -> str:
    """Name a dataset: IG.ADSL."""
    return f"IG.{dataset}"


def variable_oid(dataset: str, variable: str) -> str:
    """Name a variable: IT.ADSL.AGE."""
    return f"IT.{dataset}.{variable}"
