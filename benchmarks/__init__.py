"""Measurements; README.md says what they show."""
