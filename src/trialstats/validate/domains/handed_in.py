"""What is handed in to an agency: transport files and the definition, read back."""

from __future__ import annotations

from collections.abc import Iterator

from trialstats.validate.requirement import Comparison, Domain, same

__all__ = ["handed_in"]

handed_in = Domain("STD", "Formats of the agencies", "OQ", "agencies.md")


@handed_in.requires(
    "01",
    "A SAS transport file (v5) holds names, texts, numbers, dates and blanks as they were, read by two other programs.",
    tests=("tests/standards/test_transport.py::test_two_readers_find_what_was_written",),
)
def transport() -> Iterator[Comparison]:
    import datetime as dt
    from io import BytesIO
    from pathlib import Path
    from tempfile import TemporaryDirectory

    import pandas as pd
    import pyreadstat

    from trialstats.standards.prepare import prepare
    from trialstats.standards.transport import transport_file
    from trialstats.trialfile.parts.submission import Submission

    frame = pd.DataFrame(
        {
            "USUBJID": ["001", "002", "003"],
            "AETERM": ["nausea", None, "rash"],
            "AVAL": [0.1, None, 1 / 3],
            "ADY": pd.array([1, -2, 30], dtype="int64"),
            "ADT": pd.to_datetime(["2020-01-05", "", "1959-12-31"]),
        }
    )
    dataset, _ = prepare("adx", "ADX", "A dataset", frame, {"USUBJID": "Unique Subject Identifier"}, Submission())
    instant = dt.datetime(2026, 1, 31)
    content = transport_file(dataset, instant)
    yield same(
        "bytes of a second writing", content.hex()[:64], transport_file(dataset, instant).hex()[:64], source="the first"
    )
    with TemporaryDirectory() as folder:
        path = Path(folder) / "adx.xpt"
        path.write_bytes(content)
        other, facts = pyreadstat.read_xport(str(path))
    read = {"pandas": pd.read_sas(BytesIO(content), format="xport", encoding="ascii"), "pyreadstat": other}
    for reader, found in read.items():
        source = f"the frame that was written; read by {reader}"
        yield same(f"{reader}: columns", " ".join(frame.columns), " ".join(found.columns), source=source)
        for row in range(3):
            yield same(f"{reader}: USUBJID {row + 1}", frame["USUBJID"][row], found["USUBJID"][row], source=source)
            yield same(f"{reader}: ADY {row + 1}", int(frame["ADY"][row]), int(found["ADY"][row]), source=source)
            number = frame["AVAL"][row]
            yield same(f"{reader}: AVAL {row + 1}", repr(float(number)), repr(float(found["AVAL"][row])), source=source)
        yield same(f"{reader}: a blank text", "", found["AETERM"].fillna("")[1], source=source)
    yield same("days from 1960-01-01", 21919, int(read["pandas"]["ADT"][0]), source="SAS: '05JAN2020'd")
    label = facts.column_names_to_labels["USUBJID"]
    yield same("label", "Unique Subject Identifier", label, source="what was written")


@handed_in.requires(
    "02",
    "The definition (Define-XML) of the starter trial, written, read and written again, is the same, and names every "
    "dataset and variable that was handed in.",
    tests=("tests/standards/define/test_round_trip.py", "tests/standards/test_package.py"),
    slow=True,
)
def definition() -> Iterator[Comparison]:
    import pyreadstat

    from trialstats.standards.define.binding import parse, to_xml
    from trialstats.standards.define.model import ODM
    from trialstats.validate.starter_trial import packaged

    folder = packaged()
    content = next(folder.rglob("define.xml")).read_bytes()
    model = parse(ODM, content)
    again = to_xml(model)
    yield same("read and written again", "the same", "the same" if parse(ODM, again.encode()) == model else "another",
               source="the definition as written")  # fmt: skip
    assert model.study is not None
    metadata = model.study.metadata
    assert metadata is not None
    names = {item.oid: item.name for item in metadata.items}
    files = {path.stem: path for path in folder.rglob("*.xpt")}
    defined = {(group.name or "").lower(): group for group in metadata.item_groups}
    yield same("datasets", " ".join(sorted(files)), " ".join(sorted(defined)), source="the transport files beside it")
    for name, path in sorted(files.items()):
        frame, _ = pyreadstat.read_xport(str(path))
        told = [names[one.item or ""] or "" for one in defined[name].items]
        yield same(f"variables of {name}", " ".join(frame.columns), " ".join(told), source=path.name)
