"""Exhibits as a sheet: the template, what is read from CSV and XLSX, its check, the export."""
