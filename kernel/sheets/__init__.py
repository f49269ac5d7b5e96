"""Tables from spreadsheets: CSV and XLSX read alike, cells typed, every problem located by file, row and column."""

from kernel.sheets.book import Book, read_book
from kernel.sheets.problems import Problem, Problems
from kernel.sheets.tables import Known, Table, cell, read_table

__all__ = ["Book", "Known", "Problem", "Problems", "Table", "cell", "read_book", "read_table"]
