"""Write a drawing as SVG, PDF, PNG and CSV: the same bytes for the same drawing, and never half a file.

A figure in parts has them one below the other in the SVG and the PNG, and a page each in the PDF.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

import matplotlib as mpl
import pandas as pd
from matplotlib.transforms import Bbox
from pandas.api.types import is_numeric_dtype

from trialstats.display.figure.drawing import Drawing
from trialstats.display.figure.stack import stacked, stacked_pictures
from trialstats.display.figure.theme import FAMILY, INCH
from trialstats.display.inert import inert

__all__ = ["save_drawing"]

# Ids in an SVG are hashes of their content and this salt; without one they are random.
SALT = "trialstats"
SETTINGS = {"svg.hashsalt": SALT, "svg.fonttype": "none", "pdf.fonttype": 42, "savefig.dpi": "figure"}
# Dots an inch, as journals ask of a picture; letters stand as far apart as in print, where hinting would widen them.
DOTS = 300
UNHINTED = {"text.hinting": "none", "savefig.dpi": DOTS}
NOTHING: Mapping[str, Any] = {}
# Text stays text, so a viewer without the font needs one of similar widths to fall back to.
FALLBACK = f"'{FAMILY}', Verdana, sans-serif"


def save_drawing(drawing: Drawing, stem: Path) -> list[Path]:
    """Write <stem>.svg, <stem>.pdf, <stem>.png and <stem>.csv, and return their paths.

    Each is written under a temporary name in the same folder; only when all of them are complete do they take
    their places.
    """
    writers: dict[str, Callable[[Drawing], bytes]] = {"svg": _svg, "pdf": _pdf, "png": _png, "csv": _csv}
    stem.parent.mkdir(parents=True, exist_ok=True)
    paths = {stem.with_name(f"{stem.name}.{suffix}"): write for suffix, write in writers.items()}
    parts = {path.with_name(f".{path.name}.part"): path for path in paths}
    try:
        for part, path in parts.items():
            part.write_bytes(paths[path](drawing))
        for part, path in parts.items():
            os.replace(part, path)
    finally:
        for part in parts:
            part.unlink(missing_ok=True)
    return list(paths)


def _svg(drawing: Drawing) -> bytes:
    if drawing.parts:
        return stacked([_svg(part).decode() for part in drawing.parts], drawing.alt).encode()
    svg = _render(drawing, "svg", {"Date": None, "Creator": SALT}).decode()
    described = f'<svg role="img" aria-label={quoteattr(drawing.alt)} '
    return svg.replace(f"'{FAMILY}'", FALLBACK).replace("<svg ", described, 1).encode()


def _pdf(drawing: Drawing) -> bytes:
    if drawing.parts:
        return _pages(drawing)
    return _render(drawing, "pdf", {"CreationDate": None, "Creator": SALT, "Subject": drawing.alt})


def _pages(drawing: Drawing) -> bytes:
    """Write a PDF of a page a part."""
    from matplotlib.backends.backend_pdf import PdfPages

    stream = BytesIO()
    metadata = {"CreationDate": None, "Creator": SALT, "Subject": drawing.alt}
    with mpl.rc_context(SETTINGS), PdfPages(stream, metadata=metadata) as pages:
        for part in drawing.parts:
            pages.savefig(part.plot, bbox_inches=_whole(part))
    return stream.getvalue()


def _png(drawing: Drawing, quickly: bool = False) -> bytes:
    if drawing.parts:
        return stacked_pictures([_png(part, quickly=True) for part in drawing.parts], drawing.alt, DOTS)
    # A part is packed again with the others.
    how = {"pil_kwargs": {"compress_level": 1}} if quickly else {}
    return _render(drawing, "png", {"Software": None, "Description": drawing.alt}, UNHINTED, **how)


def _render(
    drawing: Drawing, suffix: str, metadata: dict[str, str | None], further: Mapping[str, Any] = NOTHING, **how: Any
) -> bytes:
    stream = BytesIO()
    with mpl.rc_context({**SETTINGS, **further}):
        drawing.plot.savefig(stream, format=suffix, metadata=metadata, bbox_inches=_whole(drawing), **how)
    return stream.getvalue()


def _whole(drawing: Drawing) -> Bbox | None:
    """Give the page with what stands above it, in inches; None where nothing does."""
    if not drawing.above:
        return None
    return Bbox.from_bounds(0, 0, drawing.width / INCH, drawing.height / INCH)


def _csv(drawing: Drawing) -> bytes:
    """Write the numbers plotted; no text is a formula (`inert`)."""
    data, stream = drawing.data, StringIO()
    columns = {
        name: data[name] if is_numeric_dtype(data[name]) else data[name].astype("object").map(inert, na_action="ignore")
        for name in data
    }
    pd.DataFrame(columns).to_csv(stream, index=False, lineterminator="\n")
    return stream.getvalue().encode()
