"""The parts of a figure one below the other, as one SVG and as one picture."""

from __future__ import annotations

import re
from collections.abc import Sequence
from io import BytesIO
from xml.sax.saxutils import quoteattr

__all__ = ["PART", "stacked", "stacked_pictures"]

# What an SVG calls each of its parts, and the room between two: points of an SVG, and their share of an inch.
PART = "part"
APART, POINTS = 18.0, 72
ROOT = re.compile(r"<svg\b[^>]*>")
SIZE = re.compile(r' (?:width|height|version|xmlns(?::\w+)?)="[^"]*"')
VIEW = re.compile(r' viewBox="0 0 ([\d.]+) ([\d.]+)"')
NAMES = re.compile(r'( id="|url\(#|href="#)')


def stacked(drawings: Sequence[str], alt: str) -> str:
    """Put SVGs one below the other in one; each is an `svg` of class `part` in it, and its ids are its own."""
    down, widest, parts = 0.0, 0.0, []
    for number, drawing in enumerate(drawings, start=1):
        root = ROOT.search(drawing)
        view = VIEW.search(root[0]) if root else None
        if root is None or view is None:
            raise ValueError("no SVG with a view box from 0 0")
        width, height = float(view[1]), float(view[2])
        place = f'<svg class="{PART}" x="0" y="{down:.10g}" width="{width:.10g}" height="{height:.10g}" '
        opened = place + SIZE.sub("", root[0])[len("<svg ") :]
        inner = drawing[root.end() :].rstrip()
        parts.append(opened + NAMES.sub(lambda found, n=number: f"{found[1]}p{n}-", inner))  # type: ignore[misc]
        down, widest = down + height + APART, max(widest, width)
    down -= APART
    namespaces = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    size = f'width="{widest:.10g}pt" height="{down:.10g}pt" viewBox="0 0 {widest:.10g} {down:.10g}" version="1.1"'
    head = f'<?xml version="1.0" encoding="utf-8" standalone="no"?>\n<svg role="img" aria-label={quoteattr(alt)}'
    return "\n".join([f"{head} {size} {namespaces}>", *parts, "</svg>", ""])


def stacked_pictures(pictures: Sequence[bytes], alt: str, dots: int) -> bytes:
    """Put PNGs of so many dots an inch one below the other on white, in one."""
    from PIL import Image
    from PIL.PngImagePlugin import PngInfo

    parts = [Image.open(BytesIO(picture)).convert("RGB") for picture in pictures]
    apart = round(APART / POINTS * dots)
    tall = sum(part.height for part in parts) + apart * (len(parts) - 1)
    whole = Image.new("RGB", (max(part.width for part in parts), tall), "white")
    down = 0
    for part in parts:
        whole.paste(part, (0, down))
        down += part.height + apart
    said, stream = PngInfo(), BytesIO()
    said.add_text("Description", alt)
    whole.save(stream, "png", pnginfo=said, dpi=(dots, dots))
    return stream.getvalue()
