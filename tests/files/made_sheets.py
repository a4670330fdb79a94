"""Workbooks made up for tests: as little of the format as a program reads."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from xml.sax.saxutils import escape, quoteattr

from stemdag.files.spreadsheet.columns import letter

Value = str | int | float | date | datetime | time | None
Rows = Sequence[Sequence[Value]]
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
#: Styles by place: none, a day, a moment, a time of day.
_STYLES = (
    f'<styleSheet xmlns="{_MAIN}"><fonts count="1"><font/></fonts><fills count="1"><fill/></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="4">'
    '<xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="22"/><xf numFmtId="20"/></cellXfs></styleSheet>'
)


def workbook(
    sheets: Mapping[str, Rows],
    *,
    merged: Mapping[str, Sequence[str]] | None = None,
    hidden: Sequence[str] = (),
    more: Mapping[str, str] | None = None,
) -> bytes:
    """A workbook; `merged` are ranges (`A1:C1`) by sheet, `more` are parts that take another's place."""
    parts = {
        "[Content_Types].xml": (
            f'<Types xmlns="{_PACKAGE}/content-types">'
            '<Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>'
        ),
        "_rels/.rels": (
            f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r0" '
            f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
        ),
        "xl/workbook.xml": (
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
            + "".join(
                f'<sheet name={quoteattr(name)} sheetId="{at}" r:id="r{at}" '
                f'state="{"hidden" if name in hidden else "visible"}"/>'
                for at, name in enumerate(sheets, 1)
            )
            + "</sheets></workbook>"
        ),
        "xl/_rels/workbook.xml.rels": (
            f'<Relationships xmlns="{_PACKAGE}/relationships">'
            + "".join(
                f'<Relationship Id="r{at}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{at}.xml"/>'
                for at in range(1, len(sheets) + 1)
            )
            + f'<Relationship Id="s" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>'
        ),
        "xl/styles.xml": _STYLES,
        **{
            f"xl/worksheets/sheet{at}.xml": _sheet(rows, (merged or {}).get(name, ()))
            for at, (name, rows) in enumerate(sheets.items(), 1)
        },
        **(more or {}),
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return made.getvalue()


def _sheet(rows: Rows, merged: Sequence[str]) -> str:
    inside = "".join(
        f'<row r="{at}">'
        + "".join(
            _cell(f"{letter(column)}{at}", value) for column, value in enumerate(row) if value is not None
        )
        + "</row>"
        for at, row in enumerate(rows, 1)
    )
    ranges = "".join(f'<mergeCell ref="{each}"/>' for each in merged)
    joined = f'<mergeCells count="{len(merged)}">{ranges}</mergeCells>' if merged else ""
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{inside}</sheetData>{joined}</worksheet>'


def _cell(at: str, value: Value) -> str:
    if isinstance(value, str):
        if value.startswith("#"):
            return f'<c r="{at}" t="e"><v>{value}</v></c>'
        return f'<c r="{at}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'
    style, number = _number(value)
    return f'<c r="{at}" s="{style}"><v>{number}</v></c>'


def _number(value: Value) -> tuple[int, float]:
    if isinstance(value, time):
        return 3, (value.hour * 60 + value.minute) / 1440
    if isinstance(value, datetime):
        since = value - datetime(1899, 12, 30, tzinfo=value.tzinfo)
        return 2, since.days + since.seconds / 86_400
    if isinstance(value, date):
        return 1, (value - date(1899, 12, 30)).days
    assert value is not None
    assert not isinstance(value, str)
    return 0, value
