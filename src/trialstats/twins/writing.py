"""Programs from templates, and what of a trial's words may stand in them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from textwrap import wrap
from typing import Any

import pandas as pd
from jinja2 import Environment, PackageLoader, StrictUndefined

__all__ = ["in_sas", "render", "text_columns"]

WIDTH = 110


def render(template: str, facts: Mapping[str, Any]) -> str:
    """Fill in a template of `programs`."""
    return environment().get_template(template).render(facts)


@cache
def environment() -> Environment:
    made = Environment(
        loader=PackageLoader("trialstats.twins", "programs"),
        autoescape=False,  # programs and Markdown, no page
        keep_trailing_newline=True,
        lstrip_blocks=True,
        trim_blocks=True,
        undefined=StrictUndefined,
    )
    made.filters |= {
        "r": in_r,
        "r_vector": vector_in_r,
        "sas": in_sas,
        "number": number,
        "comment": comment,
        "sas_length": sas_length,
    }
    return made


def text_columns(records: pd.DataFrame) -> list[str]:
    """Name the columns that hold texts: all but the numbers."""
    return [str(name) for name in records.columns if not pd.api.types.is_numeric_dtype(records[name].dtype)]


def in_r(text: object) -> str:
    """Write a text as R reads it. What JSON writes of texts, R reads alike."""
    return json.dumps(str(text), ensure_ascii=False)


def vector_in_r(texts: Sequence[object]) -> str:
    return f"c({', '.join(map(in_r, texts))})"


def in_sas(text: object) -> str:
    """Write a text as SAS reads it: in single quotes, between which & and % do nothing."""
    return "'" + " ".join(str(text).split()).replace("'", "''") + "'"


def number(value: float) -> str:
    """Write a number in full, whole ones without a point."""
    return f"{float(value):.15g}"


def comment(text: object, mark: str = "") -> str:
    """Write a text as lines of a comment, each after `mark`, in which no end of a comment can stand."""
    harmless = re.sub(r"\*/|/\*", lambda found: " ".join(found.group()), " ".join(str(text).split()))
    return "\n".join(f"{mark}{line}" for line in wrap(harmless, WIDTH - len(mark), break_long_words=False) or [""])


def sas_length(column: pd.Series) -> int:
    """Say how many bytes the longest value of a column takes, in UTF-8; 1 of a column without any."""
    return max((len(str(text).encode()) for text in column.dropna().unique()), default=1)
