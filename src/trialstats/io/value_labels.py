"""Labels of values in files of statistical packages, read in the place of the values where a source says so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from trialstats.errors import DataError
from trialstats.io.shown import shortened
from trialstats.io.typed_values import as_text
from trialstats.trialfile.parts.sources import Source
from trialstats.trialfile.text.wording import nearest

__all__ = ["read_labels", "with_labels"]

Labels = Mapping[str, Mapping[Any, str]]  # by column, of each value


def read_labels(path: Path, told: Any, source: Source) -> Labels:
    """Give the labels of the values of each column that has any: from the file, or for SAS from its format catalog.

    told: what pyreadstat says of the file. path: that of the catalog.
    Raises DataError for a catalog that cannot be read.
    """
    if source.labels is None:
        return {}
    if source.kind != "sas7bdat":
        found: Labels = told.variable_value_labels
        return found
    import pyreadstat

    try:
        _, catalog = pyreadstat.read_sas7bcat(str(path), encoding=source.encoding)
    except Exception as error:  # pyreadstat raises its own and plain errors
        what = f"cannot be read as sas7bcat, a SAS format catalog ({error})"
        raise DataError(f"{source.label_file}: {what}") from None
    formats = {name: catalog.value_labels.get(label) for name, label in told.variable_to_label.items()}
    return {name: labels for name, labels in formats.items() if labels}


def with_labels(
    columns: Mapping[str, Sequence[Any]], labels: Labels, source: Source
) -> tuple[dict[str, Sequence[Any]], list[str]]:
    """Put labels in the place of the values of the columns that the source names; note values without one.

    Raises DataError where a column that is named has no labels.
    """
    wanted = [name for name in columns if source.is_labelled(name)]
    bare = [name for name in source.labelled_by_name if name in columns and not labels.get(name)]
    if bare:
        known = nearest(bare[0], [name for name in columns if labels.get(name)])
        beside = f" in {source.label_file}" if source.label_file else ""
        raise DataError(
            [f"{source.file}: the values of column {name} have no labels{beside} (`labels`){known}" for name in bare]
        )
    notes, done = [], dict(columns)
    for name in wanted:
        if not (texts := labels.get(name)):
            continue
        done[name] = [texts.get(value, value) for value in columns[name]]
        without = {as_text(value): None for value in columns[name] if value is not None and value not in texts}
        without = {text: None for text in without if text}
        if without:
            some = shortened(", ".join(without))
            notes.append(f"{source.file}: {name} has values without a label, which are read as they stand ({some})")
    return done, notes
