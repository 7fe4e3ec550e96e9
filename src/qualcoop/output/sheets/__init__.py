"""The sheets of the workbook, one module per group. A sheet writer takes the book and gives a sheet or None."""
