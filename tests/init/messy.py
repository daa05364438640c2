"""A workbook as people keep it: titles, merged cells, units below the header, codes for missing, commas, lost zeros."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

from openpyxl import Workbook

__all__ = ["SUBJECTS", "write_messy"]

SUBJECTS = 24
FIRST = dt.date(2023, 1, 9)


def write_messy(path: str) -> None:
    """Write two sheets of data, one of notes and an empty one."""
    draw = random.Random(7)
    book = Workbook()
    people = book.active
    assert people is not None
    people.title = "Patients"
    people.append(["Neck pain study, list of patients (as of May 2024)"])
    people.merge_cells("A1:G1")
    people.append([])
    people.append(["Patient No", "Treatment group", "Age", "Sex", "Randomised on", "Height (cm)", "Remarks"])
    people.append(["", "", "years", "", "", "cm", ""])
    for number in range(1, SUBJECTS + 1):
        people.append(one_patient(number, draw))
    visits = book.create_sheet("Pain")
    visits.append(["Pain at visits"])
    visits.append(["ID", "Visit", "Date of visit", "Pain VAS (mm)", "Sleep [h]"])
    for number in range(1, SUBJECTS + 1):
        for week in (0, 4, 12):
            visits.append(one_visit(number, week, draw))
    notes = book.create_sheet("Notes")
    notes.append(["Ask Miller about 017"])
    book.create_sheet("Sheet4")
    book.save(path)


def one_patient(number: int, draw: random.Random) -> list[Any]:
    height: Any = draw.randint(1500, 1900) / 10
    if number % 3 == 0:
        height = f"{height:.1f}".replace(".", ",")
    age: Any = 999 if number in (5, 11) else draw.randint(30, 75)
    arm = "Laser" if number % 2 else "Sham"
    day = dt.datetime.combine(FIRST + dt.timedelta(days=number * 3), dt.time())
    remark = f"phone {draw.randint(10**6, 10**7)}" if number % 4 == 0 else None
    return [f"{number:03d}", arm, age, "F" if number % 3 else "M", day, height, remark]


def one_visit(number: int, week: int, draw: random.Random) -> list[Any]:
    day = FIRST + dt.timedelta(days=number * 3 + week * 7)
    text = day.strftime("%d/%m/%Y") if number % 2 else day.strftime("%d-%b-%Y")
    pain: Any = draw.randint(10, 95)
    if number == 7:
        pain = "N/A"
    sleep: Any = "-" if number == 9 else f"{draw.randint(30, 90) / 10:.1f}".replace(".", ",")
    return [number, "Baseline" if week == 0 else f"Week {week}", text, pain, sleep]
