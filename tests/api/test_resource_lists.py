"""Which resources are listed, and in which order."""

from typing import Any

from flask import Flask

from tests.api.conftest import Api, Rows, sent_statements
from tests.api.library import RESOURCES, Library, library, posted, video

__all__ = ["library"]


def ids(api: Api, **query: Any) -> list[int]:
    response = api.get(RESOURCES, query_string=query)
    assert response.status_code == 200, response.json
    return [row["id"] for row in response.json]


def test_resources_are_found_by_what_they_are_linked_to(
    api: Api, rows: Rows, library: Library
) -> None:
    first = posted(api, video("1", chapter_id=library.chapters[0], topic_id=library.topics[0]))
    second = posted(api, video("2", chapter_id=library.chapters[0]))
    rows.run("DROP INDEX resource_chapter_resource_id_chapter_id_key")
    rows.run(
        "INSERT INTO resource_chapter (resource_id, chapter_id, inserted_at, updated_at)"
        " SELECT resource_id, chapter_id, now(), now() FROM resource_chapter"
    )
    both = [first["id"], second["id"]]
    assert ids(api, chapter_id=library.chapters[0]) == both
    assert ids(api, chapter_id=library.chapters[0], topic_id=library.topics[0]) == both[:1]
    assert ids(api, topic_id=library.topics[1]) == []
    assert api.get(f"{RESOURCES}?topic_id=x").status_code == 400


def test_resources_are_searched(api: Api) -> None:
    def named(code: str, **texts: str) -> int:
        name = [{"lang_code": one, "resource": text} for one, text in texts.items()]
        return int(posted(api, video(code, code=code, name=name))["id"])

    optics, tenth, plain = named("V-1", en="Optics", hi="100% Wave"), named("v_10"), named("X\\Y")
    assert ids(api, search="v") == [optics, tenth]
    assert ids(api, search="OPT") == [optics]
    assert ids(api, search="wave") == [optics]
    assert ids(api, search="0%") == [optics]
    assert ids(api, search="_") == [tenth]
    assert ids(api, search="\\") == [plain]
    assert ids(api, search="hi") == []
    assert ids(api, search="") == [optics, tenth, plain]
    assert ids(api, name="100% Wave") == [optics]
    assert ids(api, name="wave") == []
    assert ids(api, search="v", lang_code="hi", code="V-1") == [optics]
    [found] = api.get(f"{RESOURCES}?lang_code=hi").json
    assert found["name"] == [{"lang_code": "hi", "resource": "100% Wave"}]


def test_resources_are_found_by_their_kind(api: Api) -> None:
    params = {"resource_type": "Module", "n": 1}
    module = posted(api, {"type": "document", "type_params": params, "subtype": "s"})["id"]
    other = posted(api, video(cms_status="draft"))["id"]
    assert ids(api, resource_type="Module") == [module]
    assert ids(api, type="document", subtype="s") == [module]
    assert ids(api, cms_status="draft") == [other]
    assert ids(api, curriculum_id="5", grade_id="x", nonsense="1") == [module, other]
    assert api.get(f"{RESOURCES}?purpose_ids=5").status_code == 400
    assert api.get(f"{RESOURCES}?teacher_id=x").status_code == 400


def test_resources_are_sorted(api: Api) -> None:
    def made(code: str | None, subtype: str, *texts: str) -> int:
        name = [{"lang_code": "en", "resource": text} for text in texts]
        body = {"type": "problem", "type_params": {}, "subtype": subtype, "name": name}
        id = int(posted(api, body)["id"])
        api.patch(f"{RESOURCES}/{id}", {"code": code})
        return id

    a, b, c = made("3", "x", "beta"), made("1", "y", "Alpha", "zeta"), made("2", "x", "alpha")
    assert ids(api, sort_by="code") == [b, c, a]
    assert ids(api, sort_by="code", sort_order="desc") == [a, c, b]
    assert ids(api, sort_by="subtype", sort_order="DESC") == [b, a, c]
    assert ids(api, sort_by="subtype", sort_order="up") == [a, c, b]
    assert ids(api, sort_by="name") == [b, c, a]
    assert ids(api, sort_by="name", limit=1, offset=1) == [c]
    assert ids(api, sort_by="id", sort_order="desc") == [a, b, c]
    assert ids(api, sort_order="desc") == [a, b, c]
    assert api.get(f"{RESOURCES}?sort_by=code&after_id=1").status_code == 400


def test_a_list_of_linked_resources_costs_one_statement(
    api: Api, app: Flask, library: Library
) -> None:
    for number in range(5):
        body = video(
            str(number),
            exam_ids=library.exams,
            curriculum_grades=[library.place(0, 0)],
            chapter_id=library.chapters[0],
        )
        posted(api, body)
    with sent_statements(app) as sent:
        found = api.get(
            RESOURCES, query_string={"chapter_id": library.chapters[0], "search": ""}
        ).json
    assert len(found) == 5
    assert len(sent) == 1
