"""Polling stations from a spreadsheet: `.xlsx` or CSV, columns by name in Dutch or English, in any order."""

from stemdag.files.spreadsheet.faults import CODES, Fault, Faults
from stemdag.files.spreadsheet.grid import is_workbook
from stemdag.files.spreadsheet.stations import read_stations
from stemdag.files.spreadsheet.writing import write_stations

__all__ = ["CODES", "Fault", "Faults", "is_workbook", "read_stations", "write_stations"]
