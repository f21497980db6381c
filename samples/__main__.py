"""Writes the sample sheets: `python -m samples`."""

from pathlib import Path

from samples.files import write_all

if __name__ == "__main__":
    write_all(Path(__file__).parent)
