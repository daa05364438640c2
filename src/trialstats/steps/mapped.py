"""Read the raw Parquet files back, and write what mapping gives; shared by the steps that map."""

from __future__ import annotations

import json
from collections.abc import Iterable

import pyarrow.parquet as pq

from trialstats.adam.accounting import accounts_frame
from trialstats.adam.mapping import Mapped
from trialstats.adam.messages import stop_if_fatal
from trialstats.io.artefacts import read_artefact, write_artefact
from trialstats.io.read import Raw
from trialstats.plan.layout import Layout

__all__ = ["read_raw", "write_mapped"]


def read_raw(layout: Layout, names: Iterable[str]) -> dict[str, Raw]:
    """Read sources as the raw step wrote them."""
    return {name: read_one(layout, name) for name in names}


def read_one(layout: Layout, name: str) -> Raw:
    metadata = pq.read_schema(layout.raw(name)).metadata
    return Raw(read_artefact(layout.raw(name)), metadata[b"place"].decode(), json.loads(metadata[b"encodings"]))


def write_mapped(mapped: Mapped, layout: Layout, dataset: str) -> None:
    """Write records, listing and accounts; nothing is written when a problem is fatal."""
    stop_if_fatal(mapped.listing)
    write_artefact(mapped.listing.frame(), layout.listing(dataset))
    write_artefact(accounts_frame(mapped.accounts), layout.accounts(dataset))
    write_artefact(mapped.records, layout.mapped(dataset))
