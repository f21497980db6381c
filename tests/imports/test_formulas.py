from hypothesis import given
from hypothesis import strategies as st

from dbservice.imports.formulas import guard, unguard

CELLS = st.text(st.sampled_from("'=+-@\t\ra1 "), max_size=6) | st.text(max_size=6)


@given(CELLS)
def test_a_guarded_cell_comes_back_as_it_was(cell: str):
    assert unguard(guard(cell)) == cell


@given(CELLS)
def test_no_guarded_cell_runs(cell: str):
    assert not guard(cell).startswith(("=", "+", "-", "@", "\t", "\r"))


def test_harmless_cells_stay_as_they_are():
    for cell in ["", "Asha", "D'Souza", "'quoted'", "12", " =1", "a=b"]:
        assert guard(cell) == cell
        assert unguard(cell) == cell


def test_a_phone_number_in_international_form_survives_the_round_trip():
    assert guard("+919800000001") == "'+919800000001"
    assert unguard("'+919800000001") == "+919800000001"
