"""Google Sheets, read by a service account that the sheet is shared with."""
