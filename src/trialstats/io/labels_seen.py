"""What a file of a statistical package calls its columns and values, before anything is declared of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from trialstats.io.typed_values import as_text
from trialstats.trialfile.parts.sources import Source

__all__ = ["LabelsSeen", "labels_seen"]


@dataclass(frozen=True)
class LabelsSeen:
    """The label of each column that has one, and of its values as they are read; `values` where `labels` reads them."""

    columns: dict[str, str] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)


def labels_seen(path: Path, source: Source) -> LabelsSeen:
    """Give the labels in a file; none of a file that has none, or that cannot be read."""
    import pyreadstat

    readers = {
        "xpt": pyreadstat.read_xport,
        "sas7bdat": pyreadstat.read_sas7bdat,
        "sav": pyreadstat.read_sav,
        "dta": pyreadstat.read_dta,
    }
    if source.kind not in readers:
        return LabelsSeen()
    try:
        _, told = readers[source.kind](str(path), metadataonly=True, encoding=source.encoding)
    except Exception:  # pyreadstat raises its own and plain errors, and whoever reads the file says what is wrong
        return LabelsSeen()
    columns = {name: label.strip() for name, label in told.column_names_to_labels.items() if label and label.strip()}
    values = {
        name: {as_text(value): label for value, label in labels.items()}
        for name, labels in told.variable_value_labels.items()
    }
    return LabelsSeen(columns, values)
