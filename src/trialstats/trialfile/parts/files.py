"""Where the rows of a source stand: in one file, in several, or on sheets of a workbook."""

from __future__ import annotations

import glob
from pathlib import Path, PurePath
from typing import Annotated, Any

from pydantic import ConfigDict, Field, Tag, model_validator

from trialstats.trialfile.parts.formats import FORMATS, PACKED, UNREAD, WORKBOOKS, ZIP, Format, ending
from trialstats.trialfile.parts.part import BY_FORM, ColumnName, FilePath, OneOrMore, Part, Text, one_or_more

__all__ = ["Files", "Origin"]

ALL = "all"
PATTERN = ("*", "?")
LOCK = "~$"  # what spreadsheet programs lay beside a file that is open


class Origin(Part):
    """Columns that say where a row came from, where both files and sheets are several."""

    file: ColumnName | None = Field(None, description="The column that holds the file's name without its endings.")
    sheet: ColumnName | None = Field(None, description="The column that holds the sheet's name.")


OriginColumns = Annotated[Annotated[ColumnName, Tag("plain")] | Annotated[Origin, Tag("keyed")], BY_FORM]
FilePaths = Annotated[tuple[FilePath, ...], Field(min_length=1), one_or_more(FilePath)]


def named_together(given: dict[str, Any]) -> str:
    """Name several files in messages; nothing where none is given."""
    files: tuple[str, ...] = given.get("files") or ("",)
    more = len(files) - 1
    return f"{files[0]} and {files[1] if more == 1 else f'{more} more'}" if more else files[0]


class Files(Part):
    """The files of a source, their format, and what of them is read."""

    model_config = ConfigDict(json_schema_extra={"anyOf": [{"required": ["file"]}, {"required": ["files"]}]})

    files: FilePaths | None = Field(
        None,
        description="Several files in the place of `file`, one below the other; their columns have the same names.",
    )
    file: FilePath = Field(
        default_factory=named_together,
        description="Path of the file, from the project's top folder, written with `/`; with `*` or `?` every file of "
        "such a name, in the order of their names, one below the other.",
    )
    format: Format | None = Field(None, description="The file's format; by default what its ending says.")
    sheet: Text | None = Field(None, description="Sheet of a workbook; by default its first, which must not be hidden.")
    sheets: OneOrMore | None = Field(
        None,
        description="Several sheets of a workbook, one below the other, in the place of `sheet`; `all` for every one "
        "that is not hidden.",
    )
    member: Text | None = Field(
        None, description="Which file of a ZIP archive, or which dataset of a SAS transport file, is read of several."
    )
    origin: OriginColumns | None = Field(
        None,
        description="The name of a column that says where a row came from: the sheet of `sheets`, else the file (its "
        "name without endings); `{file: SITE, sheet: VISIT}` gives both.",
    )
    row_number: ColumnName | None = Field(
        None,
        description="The name of a column that counts the rows, from 1: what identifies the subjects of a file that "
        "names none and has one row for each.",
    )

    @property
    def kind(self) -> str:
        """The files' format, declared or by their ending."""
        return self.format or FORMATS[ending(self.listed[0])]

    @property
    def listed(self) -> tuple[str, ...]:
        """The paths as they are declared."""
        return self.files or (self.file,)

    def paths(self, root: Path = Path()) -> tuple[str, ...]:
        """The files that there are; as declared where nothing is of a pattern's names, or all are named."""
        if self.files or not is_pattern(self.file):
            return self.listed
        found = glob.glob(self.file.replace("[", "[[]"), root_dir=root, recursive=True)
        paths = (PurePath(path) for path in found if (root / path).is_file())
        return tuple(sorted(path.as_posix() for path in paths if not path.name.startswith(LOCK))) or (self.file,)

    @property
    def several(self) -> bool:
        """Whether the source may be of several files or sheets."""
        return bool(self.files or self.sheets or is_pattern(self.file))

    @property
    def every_sheet(self) -> bool:
        return self.sheets == (ALL,)

    @property
    def file_column(self) -> str | None:
        """The column that holds the name of the file."""
        if isinstance(self.origin, Origin):
            return self.origin.file
        return None if self.sheets else self.origin

    @property
    def sheet_column(self) -> str | None:
        """The column that holds the name of the sheet."""
        if isinstance(self.origin, Origin):
            return self.origin.sheet
        return self.origin if self.sheets else None

    @property
    def origin_columns(self) -> tuple[str, ...]:
        """The columns that no file has."""
        return tuple(name for name in (self.file_column, self.sheet_column, self.row_number) if name is not None)

    @model_validator(mode="after")
    def check_files(self) -> Files:
        if not self.file:
            raise ValueError("a source needs `file`, or `files`")
        if self.files and self.file != named_together({"files": self.files}):
            raise ValueError("give one of `file` and `files`")
        for path in self.listed:
            end = ending(path)
            if self.format is None and end in UNREAD:
                raise ValueError(f"{path} is {UNREAD[end]} (files of that ending, {end}, are not read)")
            if self.format is None and end not in FORMATS:
                raise ValueError(f"the ending of {path} does not tell its format: give `format`")
        kinds = {self.format or FORMATS[ending(path)]: path for path in self.listed}
        if len(kinds) > 1:
            told = ", ".join(f"{path} is {kind}" for kind, path in kinds.items())
            raise ValueError(f"`files` are of one format, and of these {told}")
        return self

    @model_validator(mode="after")
    def check_member(self) -> Files:
        packed = all(PurePath(path).suffix.lower() == ZIP for path in self.listed)
        if self.member is not None and not packed and self.kind != "xpt":
            raise ValueError("`member` is for ZIP archives and SAS transport files")
        return self

    @model_validator(mode="after")
    def check_sheets(self) -> Files:
        for key in ("sheet", "sheets"):
            if getattr(self, key) is not None and self.kind not in (*WORKBOOKS, *([PACKED] * (key == "sheet"))):
                raise ValueError(f"`{key}` is for workbooks")
        if self.sheet is not None and self.sheets is not None:
            raise ValueError("give one of `sheet` and `sheets`")
        if self.sheet_column is not None and self.sheets is None:
            raise ValueError("`origin` has `sheet`, and `sheets` is not given")
        if twice := [name for name in self.origin_columns if self.origin_columns.count(name) > 1]:
            raise ValueError(f"`origin` and `row_number` name one column, {twice[0]}, for two things")
        return self


def is_pattern(path: str) -> bool:
    """Tell a path that may stand for several."""
    return any(mark in path for mark in PATTERN)
