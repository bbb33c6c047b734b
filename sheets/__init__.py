"""The workbook: the owner's spreadsheet as a transactional store."""
