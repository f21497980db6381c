"""The guard that keeps spreadsheet programs from running a cell of a download as a formula."""

from collections.abc import Sequence

GUARD = "'"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def guard(cell: str) -> str:
    """The cell with an apostrophe before it if it could run; `unguard` undoes it exactly."""
    return GUARD + cell if cell.lstrip(GUARD).startswith(FORMULA_STARTS) else cell


def unguard(cell: str) -> str:
    """The cell as it was before it was guarded."""
    if cell.startswith(GUARD) and cell.lstrip(GUARD).startswith(FORMULA_STARTS):
        return cell[len(GUARD) :]
    return cell


def unguarded(cells: Sequence[str]) -> Sequence[str]:
    """The same of each cell of a row; most rows hold no apostrophe at all."""
    return [unguard(cell) for cell in cells] if GUARD in "".join(cells) else cells
