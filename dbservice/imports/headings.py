"""Whether the headings of a sheet fit an import type."""

from collections import Counter
from collections.abc import Sequence

from rapidfuzz import process

from dbservice.errors import Invalid
from dbservice.imports.import_type import ImportType

# Columns of the report on failed rows, which may be corrected and brought in as it is.
REPORT_HEADINGS = ("_row", "_error_code", "_error")
LEAST_LIKENESS = 75  # of 100
SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "vertical bars"}


def refuse_unfit(header: Sequence[str], import_type: ImportType) -> None:
    """Check the headings of a sheet: all that are needed, none that is unknown, each once.

    Empty headings are passed over, and so are those of the report on failed rows.

    Raises:
        Invalid: they do not fit; says which are missing, unknown and repeated.
    """
    given = [name for name in header if name and name not in REPORT_HEADINGS]
    if not any(header):
        raise Invalid(
            "Row 1 of the sheet is empty; it must hold the headings", code="NO_HEADER_ROW"
        )
    counts = Counter(given)
    missing = [name for name in _required(import_type) if name not in counts]
    unknown = [name for name in counts if name not in import_type.headers()]
    repeated = [name for name, count in counts.items() if count > 1]
    if not (missing or unknown or repeated):
        return
    suggestions = {name: close for name in unknown if (close := _closest(name, import_type))}
    raise Invalid(
        _separator_sentence(given)
        or _sentences(import_type, missing, unknown, repeated, suggestions),
        code="HEADERS_INVALID",
        data={
            "missing": missing,
            "unknown": unknown,
            "repeated": repeated,
            "suggestions": suggestions,
        },
    )


def _required(import_type: ImportType) -> list[str]:
    return sorted(column.header for column in import_type.columns if column.required)


def _closest(name: str, import_type: ImportType) -> str | None:
    found = process.extractOne(
        name,
        import_type.headers(),
        processor=lambda heading: heading.lower().replace(" ", "_"),
        score_cutoff=LEAST_LIKENESS,
    )
    return found[0] if found else None


def _sentences(
    import_type: ImportType,
    missing: list[str],
    unknown: list[str],
    repeated: list[str],
    suggestions: dict[str, str],
) -> str:
    told = [
        name + (f" (did you mean {suggestions[name]}?)" if name in suggestions else "")
        for name in unknown
    ]
    lists = {"Missing": missing, "Unknown": told, "Repeated": repeated}
    parts = [f"{label}: {', '.join(names)}" for label, names in lists.items() if names]
    return ". ".join([f"The headings do not fit {import_type.label}", *parts])


def _separator_sentence(given: Sequence[str]) -> str:
    """What is wrong with a sheet whose one heading holds all of them."""
    for separator, name in SEPARATORS.items():
        if len(given) == 1 and separator in given[0]:
            return f"The columns seem to be separated by {name}; save the sheet with commas"
    return ""
