"""What the manifest says of the files that went in."""

from __future__ import annotations

import hashlib
import json

from tests.tiny import Tiny
from trialstats.plan.layout import Layout
from trialstats.steps import manifest


def test_norms_of_the_user_are_an_input_with_their_checksum(tiny: Tiny) -> None:
    scales = ("PF", "RP", "BP", "GH", "VT", "SF", "RE", "MH")
    norms = tiny.write("data/norms.csv", "scale,mean,sd\n" + "".join(f"{scale},60,20\n" for scale in scales))
    tiny.spec("version: v1", "version: v1, norms: {file: data/norms.csv}")
    layout = Layout("tiny")
    manifest.run(tiny.load(), layout, "")
    inputs = json.loads(layout.manifest.read_text("utf-8"))["inputs"]
    assert inputs["data/norms.csv"] == hashlib.sha256(norms.read_bytes()).hexdigest()
