"""Sheets to try imports with; they go with the demo data."""
