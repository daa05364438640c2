"""The identifiers by which Define-XML, Dataset-JSON and the results name the same things, and the guides followed."""

from __future__ import annotations

__all__ = [
    "ADAMIG_VERSION",
    "METADATA",
    "OCCDS_VERSION",
    "STUDY",
    "TERMS",
    "TERMS_VERSION",
    "dataset_oid",
    "variable_oid",
]

STUDY = "STDY.{study}"
METADATA = "MDV.{study}"

# The versions of CDISC's guides and terms that the datasets follow: those of `adam.variables.standard`.
ADAMIG_VERSION, OCCDS_VERSION, TERMS_VERSION = "1.3", "1.1", "2024-03-29"
TERMS = "STD.CT"


def dataset_oid(dataset: str) -> str:
    """Name a dataset: IG.ADSL."""
    return f"IG.{dataset}"


def variable_oid(dataset: str, variable: str) -> str:
    """Name a variable: IT.ADSL.AGE."""
    return f"IT.{dataset}.{variable}"
