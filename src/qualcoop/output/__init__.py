"""What a study gives out: workbook, CSV tables, figures. Takes analysis results only.

The one room that speaks openpyxl for writing and matplotlib; both load when something is written.
"""
