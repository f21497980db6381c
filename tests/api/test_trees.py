"""Rows that lie in one another, none of which may lie in itself."""

import pytest

from tests.api.conftest import Api

TREES = {
    "/api/batch": ("parent_id", "batch_id", "name"),
    "/api/branch": ("parent_branch_id", "branch_id", "name"),
}


@pytest.mark.parametrize(("path", "columns"), TREES.items())
def test_no_row_lies_in_itself(path: str, columns: tuple[str, str, str], api: Api) -> None:
    parent, key, name = columns
    ids: list[int] = []
    for code in "ABC":
        above = {parent: ids[-1]} if ids else {}
        ids.append(api.post(path, {key: code, name: code, **above}).json["id"])
    for below in ids:
        response = api.patch(f"{path}/{ids[0]}", {parent: below})
        assert response.status_code == 422
        assert "itself" in response.json["errors"][parent][0]
    assert api.get(f"{path}/{ids[0]}").json[parent] is None
    assert api.patch(f"{path}/{ids[2]}", {parent: ids[0]}).status_code == 200
    assert api.patch(f"{path}/{ids[1]}", {parent: ids[2]}).status_code == 200
