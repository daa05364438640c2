"""Which format the ending of a file stands for, and what to do with files that are not read."""

from __future__ import annotations

from pathlib import PurePath
from typing import Literal

__all__ = [
    "FORMATS",
    "GZIP",
    "LABELLED",
    "LAID_OUT",
    "PACKED",
    "TEXT_FILES",
    "UNREAD",
    "WORKBOOKS",
    "ZIP",
    "Format",
    "ending",
]

Format = Literal[
    "csv", "tsv", "xlsx", "xls", "xlsb", "ods", "parquet", "xpt", "sas7bdat", "sav", "dta", "json", "ndjson"
]  # json and ndjson are Dataset-JSON of CDISC

FORMATS = {
    ".csv": "csv",
    ".txt": "csv",
    ".tsv": "tsv",
    ".tab": "tsv",
    ".xlsx": "xlsx",
    ".xlsm": "xlsx",
    ".xls": "xls",
    ".xlsb": "xlsb",
    ".ods": "ods",
    ".parquet": "parquet",
    ".xpt": "xpt",
    ".sas7bdat": "sas7bdat",
    ".sav": "sav",
    ".zsav": "sav",
    ".dta": "dta",
    ".json": "json",
    ".ndjson": "ndjson",
    ".zip": "zip",
}
GZIP, ZIP = ".gz", ".zip"
PACKED = "zip"  # of what is in it nothing is known until it is opened

# Endings of files that are not read: what they are, and what to do.
UNREAD = {
    ".xltx": "a template of a workbook: save it as .xlsx",
    ".fods": "a flat OpenDocument sheet: save it as .ods",
    ".numbers": "a Numbers sheet: export it as .xlsx or CSV",
    ".por": "an SPSS portable file: save it as .sav or CSV",
    ".rds": "an R object: write it as Parquet (arrow::write_parquet) or CSV",
    ".rdata": "an R workspace: write the data frame as Parquet (arrow::write_parquet) or CSV",
    ".rda": "an R workspace: write the data frame as Parquet (arrow::write_parquet) or CSV",
    ".feather": "a Feather file: write it as Parquet or CSV",
    ".arrow": "an Arrow file: write it as Parquet or CSV",
    ".dsjc": "compressed Dataset-JSON: write it as .json or .ndjson",
    ".xml": "an XML file: export the data as CSV",
    ".htm": "a web page: export the data as CSV",
    ".html": "a web page: export the data as CSV",
    ".pdf": "a PDF: export the data as CSV",
    ".doc": "a Word document: export the data as CSV",
    ".docx": "a Word document: export the data as CSV",
    ".mdb": "an Access database: export the table as .xlsx or CSV",
    ".accdb": "an Access database: export the table as .xlsx or CSV",
    ".sqlite": "a database: export the table as CSV",
    ".db": "a database: export the table as CSV",
    ".tar": "an archive: unpack it",
    ".tgz": "an archive: unpack it",
    ".bz2": "a compressed file: unpack it",
    ".xz": "a compressed file: unpack it",
    ".zst": "a compressed file: unpack it",
    ".7z": "an archive: unpack it",
}
WORKBOOKS = ("xlsx", "xls", "xlsb", "ods")
LABELLED = ("sav", "dta", "sas7bdat")  # formats whose values may have labels
TEXT_FILES = ("csv", "tsv")
LAID_OUT = (*TEXT_FILES, *WORKBOOKS)  # formats in which people write what is no table


def ending(path: str) -> str:
    """Give the ending that tells the format of a file: of a gzip, that of what it holds."""
    name = PurePath(path)
    return (name.with_suffix("") if name.suffix.lower() == GZIP else name).suffix.lower()
