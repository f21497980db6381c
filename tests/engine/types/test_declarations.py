"""What import types say of themselves is what their scenarios show, no less and no more."""

from dbservice.imports.duplicates import IDENTIFIERS
from dbservice.imports.error_codes import GENERAL
from dbservice.imports.registry import TYPES
from tests.engine.types.conftest import SCENARIOS
from tests.engine.types.scenario import Scenario

# Old data only has several rows with one code; the unique keys of most tables prevent it.
RARE = {"AMBIGUOUS"}


def test_every_type_has_a_scenario() -> None:
    assert SCENARIOS.keys() == TYPES.keys()


def test_every_code_that_a_row_gets_is_declared(scenario: Scenario) -> None:
    one = scenario.import_type
    repeating = {"DUPLICATE_IN_SHEET"} if set(IDENTIFIERS) & one.header_of.keys() else set()
    refused = {bad.code for bad in scenario.bad} | set(scenario.needed.values())
    assert refused <= {*one.errors, *GENERAL}
    assert {bad.code for bad in scenario.remarked} <= set(one.remarks)
    assert scenario.codes() <= {*one.errors, *one.remarks, *GENERAL, *repeating}


def test_every_code_that_is_declared_is_brought_about(scenario: Scenario) -> None:
    one = scenario.import_type
    blank = {column.blank for column in one.columns}
    assert {*one.errors, *one.remarks} - scenario.codes() <= blank | RARE


def test_what_a_second_run_does_is_told(scenario: Scenario) -> None:
    outcome, code = scenario.again
    again = scenario.import_type.again
    assert (code or {"unchanged": "changes nothing"}[outcome]) in again


def test_cells_that_must_not_be_blank_are_told(scenario: Scenario) -> None:
    for column in scenario.import_type.columns:
        if column.blank and len(scenario.import_type.columns) > 1:
            assert scenario.needed[column.header] == column.blank
