"""Seconds and peak memory of reading a million rows of CSV and of XLSX, each in a process of its own.

python benchmarks/reading.py [--rows 1000000] [--source FOLDER]

FOLDER: `src` of another checkout, to read the same files with another version in the same run.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

SRC = Path(__file__).parents[1] / "src"
NAMES = ("id", "visit", "date", "item", "result", "unit")
READ = """
import resource, sys, time
from trialstats.io.read import read_source
from trialstats.trialfile.parts.sources import Source

began = time.perf_counter()
raw = read_source(Source(file=sys.argv[1], subject=("id",)))
used = resource.getrusage(resource.RUSAGE_SELF)
wall, cpu = time.perf_counter() - began, used.ru_utime + used.ru_stime
print(f"{len(raw.frame):,} rows, {wall:.0f} s ({cpu:.0f} s of the processor), {used.ru_maxrss / 2**20:.2f} GB")
"""
OPEN_XML = "http://schemas.openxmlformats.org"
SPACE = f'xmlns="{OPEN_XML}/spreadsheetml/2006/main"'
RELATIONS = f"{OPEN_XML}/officeDocument/2006/relationships"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{OPEN_XML}/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{KIND}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{KIND}.worksheet+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{OPEN_XML}/package/2006/relationships">'
    f'<Relationship Id="r1" Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook {SPACE} xmlns:r="{RELATIONS}">'
    '<sheets><sheet name="data" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{OPEN_XML}/package/2006/relationships">'
    f'<Relationship Id="r1" Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
}


def records(rows: int) -> Iterator[tuple[str, str, str, str, int, str]]:
    """Pain of many subjects at ten visits."""
    for n in range(rows):
        yield (
            f"S{n // 10:06}",
            f"V{n % 10}",
            f"2024-{1 + n % 10:02}-{1 + n // 10 % 28:02}",
            "PAIN",
            n * 7919 % 101,
            "mm",
        )


def write_csv(path: Path, rows: int) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write(",".join(NAMES) + "\n")
        file.writelines(",".join(map(str, record)) + "\n" for record in records(rows))


def write_xlsx(path: Path, rows: int) -> None:
    """Texts within the cells, and numbers, as several programs write them."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as book:
        for name, content in PARTS.items():
            book.writestr(name, content)
        with book.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            sheet.write(f"<worksheet {SPACE}><sheetData>".encode())
            for number, record in enumerate(chain([NAMES], records(rows)), start=1):
                cells = "".join(
                    cell(f"{letter}{number}", value) for letter, value in zip("ABCDEF", record, strict=True)
                )
                sheet.write(f'<row r="{number}">{cells}</row>'.encode())
            sheet.write(b"</sheetData></worksheet>")


def cell(place: str, value: object) -> str:
    if isinstance(value, int):
        return f'<c r="{place}"><v>{value}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t>{value}</t></is></c>'


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--source", type=Path, action="append", default=[])
    chosen = parser.parse_args()
    with TemporaryDirectory() as folder:
        for name, write in (("a.csv", write_csv), ("a.xlsx", write_xlsx)):
            write(Path(folder) / name, chosen.rows)
            for source in (SRC, *chosen.source):
                environment = {**os.environ, "PYTHONPATH": str(source.resolve())}
                command = [sys.executable, "-c", READ, name]
                done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True)
                print(f"{name}, {source}: {done.stdout.strip()}", flush=True)


if __name__ == "__main__":
    main()
