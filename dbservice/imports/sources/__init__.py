"""Where sheets come from: CSV files and workbooks that people upload, and Google Sheets."""
