"""The version, in one place; written into every study and every workbook."""

__version__ = "0.1.0"
