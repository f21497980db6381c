import io
import json
import time
from dataclasses import replace
from pathlib import Path

import pytest

from dbservice.config import Settings
from dbservice.errors import DomainError
from dbservice.imports.sources.google_sheets import account, address, reader
from dbservice.imports.sources.google_sheets.address import SheetAddress
from dbservice.imports.sources.google_sheets.endpoints import Endpoints
from dbservice.imports.sources.google_sheets.export import Download
from dbservice.imports.sources.sheet import SourcedSheet
from tests.google_standin import (
    ACCOUNT,
    TOKEN,
    Answer,
    GoogleStandin,
    credentials,
    endless,
    private_key,
)

DOCUMENT = "1a2B3c4D5e6F7g8H9i0J-kLmNoPq_rStUvWxYz"
LINK = f"https://docs.google.com/spreadsheets/d/{DOCUMENT}/edit#gid=7"
PATIENCE = 15  # seconds; the time-out is one, and an answer without end would take longer
SHEET = "student_id,user_first_name\r\n1,Asha\r\n"


@pytest.fixture
def settings(google: GoogleStandin) -> Settings:
    return Settings(
        environment="test",
        google_standin=google.url,
        google_credentials_json=credentials(),
        google_timeout=5,
        max_upload_mb=1,
    )


def read(settings: Settings, link: str = LINK) -> tuple[SourcedSheet, str]:
    content = io.BytesIO()
    source = reader.read(address.parse(link), lambda: content, settings)
    return source, content.getvalue().decode()


def refusal_of(settings: Settings, link: str = LINK) -> DomainError:
    with pytest.raises(DomainError) as caught:
        read(settings, link)
    assert caught.value.field == "sheet_url"
    return caught.value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"https://docs.google.com/spreadsheets/d/{DOCUMENT}/edit", SheetAddress(DOCUMENT)),
        (f"https://docs.google.com/spreadsheets/d/{DOCUMENT}", SheetAddress(DOCUMENT)),
        (f"https://docs.google.com/spreadsheets/u/0/d/{DOCUMENT}/", SheetAddress(DOCUMENT)),
        (f"  docs.google.com/spreadsheets/d/{DOCUMENT}/edit  ", SheetAddress(DOCUMENT)),
        (LINK, SheetAddress(DOCUMENT, "7")),
        (LINK.replace("#", "?gid=8&x=1#"), SheetAddress(DOCUMENT, "8")),
        (LINK.replace("gid=7", "range=A1&gid=9"), SheetAddress(DOCUMENT, "9")),
        (LINK.replace("gid=7", "gid=seven"), SheetAddress(DOCUMENT)),
        (f"https://drive.google.com/open?id={DOCUMENT}", SheetAddress(DOCUMENT)),
        (f"https://drive.google.com/open?gid=5&id={DOCUMENT}", SheetAddress(DOCUMENT, "5")),
        (DOCUMENT, SheetAddress(DOCUMENT)),
    ],
)
def test_addresses_that_people_paste_are_understood(text: str, expected: SheetAddress):
    assert address.parse(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "too-short-for-an-id",
        "https://example.org/spreadsheets/d/" + DOCUMENT,
        "https://docs.google.com.example.org/spreadsheets/d/" + DOCUMENT,
        "https://docs.google.com@example.org/spreadsheets/d/" + DOCUMENT,
        "https://docs.google.com/document/d/" + DOCUMENT,
        "https://docs.google.com/spreadsheets/d/e/2PACX-1vQ/pubhtml",
        "https://docs.google.com/spreadsheets/?gid=" + DOCUMENT,
        "https://drive.google.com/open?gid=1",
        "https://drive.google.com/open?id=1&id=2",
        f"ftp://docs.google.com/spreadsheets/d/{DOCUMENT}",
        f"file:///spreadsheets/d/{DOCUMENT}",
        "https://[docs.google.com/spreadsheets/d/1",
        DOCUMENT + "/../../token",
    ],
)
def test_other_addresses_are_refused(text: str):
    with pytest.raises(DomainError) as caught:
        address.parse(text)
    assert caught.value.code == "SHEET_ID_INVALID"


def test_a_shared_sheet_is_read_with_its_name(google: GoogleStandin, settings: Settings):
    google.share(DOCUMENT, SHEET)
    google.titles[DOCUMENT] = {
        "properties": {"title": "Admissions"},
        "sheets": [
            {"properties": {"sheetId": 0, "title": "Notes"}},
            {"properties": {"sheetId": 7, "title": "June"}},
        ],
    }
    source, text = read(settings)
    assert text == SHEET
    assert (source.kind, source.name) == ("google", "Admissions: June")
    assert (source.sheet_id, source.sheet_gid) == (DOCUMENT, "7")
    exported = [path for path in google.paths() if "export" in path]
    assert exported == [f"/spreadsheets/d/{DOCUMENT}/export?format=csv&id={DOCUMENT}&gid=7"]


def test_without_the_sheets_api_the_id_is_the_name(google: GoogleStandin, settings: Settings):
    google.share(DOCUMENT, SHEET)
    assert read(settings)[0].name == DOCUMENT


def test_one_token_serves_many_sheets(google: GoogleStandin, settings: Settings):
    google.share(DOCUMENT, SHEET)
    read(settings)
    read(settings)
    assert google.paths().count("/token") == 1


@pytest.mark.parametrize(
    ("answer", "cause", "told"),
    [
        (Answer(b"", 401), "401", f"Share it with {ACCOUNT}"),
        (Answer(b"", 403), "403", f"Share it with {ACCOUNT}"),
        (Answer(b"", 404), "404", "no such sheet"),
        (Answer(b"", 400), "400", "not this tab"),
        (Answer(b"", 410), "410", "status 410"),
        (
            Answer(b"<!doctype html><html>Sign in", headers={"Content-Type": "text/html"}),
            "HTML",
            f"Share it with {ACCOUNT}",
        ),
        (Answer(b"<html>Sign in</html>"), "HTML", "web page"),
        (
            Answer(b"", 302, {"Location": "https://accounts.google.com/ServiceLogin"}),
            "LOGIN",
            f"Share it with {ACCOUNT}",
        ),
        (Answer(b"", 307, {"Location": "http://10.0.0.1/steal"}), "LOGIN", "Share it"),
        (Answer(b"", 307, {"Location": "file:///etc/passwd"}), "LOGIN", "Share it"),
        (Answer(b"", 307, {"Location": "export?format=csv&id=" + DOCUMENT}), "REDIRECTS", "end"),
    ],
)
def test_a_sheet_that_cannot_be_read_is_explained(
    google: GoogleStandin, settings: Settings, answer: Answer, cause: str, told: str
):
    google.share(DOCUMENT, answer)
    refusal = refusal_of(settings)
    assert (refusal.code, refusal.data["cause"]) == ("DOWNLOAD_FAILED", cause)
    assert told in refusal.message


def test_a_redirect_within_the_allowed_hosts_is_followed(google: GoogleStandin, settings: Settings):
    google.share(DOCUMENT, Answer(b"", 307, {"Location": f"{google.url}/download?id=1"}))
    first = google.answer

    def answer(path: str, authorization: str) -> Answer:
        return Answer(SHEET.encode()) if path == "/download?id=1" else first(path, authorization)

    google.answer = answer
    assert read(settings)[1] == SHEET


def test_the_token_stays_with_google_docs(google: GoogleStandin, settings: Settings):
    elsewhere = google.url.replace("127.0.0.1", "localhost")
    google.share(DOCUMENT, Answer(b"", 307, {"Location": f"{elsewhere}/download"}))
    first, shown = google.answer, []

    def answer(path: str, authorization: str) -> Answer:
        shown.append((path, authorization))
        return Answer(SHEET.encode()) if path == "/download" else first(path, authorization)

    google.answer = answer
    endpoints = replace(Endpoints.of(settings), redirect_hosts=("127.0.0.1", "localhost"))
    limits = {"timeout": 5, "max_mb": 1}
    download = Download(SheetAddress(DOCUMENT), reader=ACCOUNT, endpoints=endpoints, **limits)
    content = io.BytesIO()
    download.fetch(TOKEN, content)
    assert content.getvalue().decode() == SHEET
    assert [authorization for _, authorization in shown] == [f"Bearer {TOKEN}", ""]


def test_only_googles_own_hosts_are_spoken_to():
    endpoints = Endpoints.of(Settings(environment="production", google_standin="http://127.0.0.1"))
    assert endpoints == Endpoints()
    assert endpoints.allows("https://doc-0s-sheets.googleusercontent.com/export/x")
    for url in [
        "http://docs.google.com/x",
        "https://docs.google.com.example.org/x",
        "https://evilgoogleusercontent.com/x",
        "https://docs.google.com@example.org/x",
        "//example.org/x",
    ]:
        assert not endpoints.allows(url)


def test_an_empty_sheet_is_refused(google: GoogleStandin, settings: Settings):
    google.share(DOCUMENT, "")
    assert refusal_of(settings).code == "SHEET_EMPTY"


def test_a_sheet_without_end_is_cut_off(google: GoogleStandin, settings: Settings):
    google.share(DOCUMENT, Answer(endless))
    refusal = refusal_of(settings)
    assert refusal.code == "FILE_TOO_LARGE"
    assert "1 MB" in refusal.message


def test_silence_ends_in_time(google: GoogleStandin, settings: Settings):
    def silent():
        google.released.wait(20)
        yield b""

    google.share(DOCUMENT, Answer(silent))
    began = time.monotonic()
    refusal = refusal_of(replace(settings, google_timeout=1))
    assert time.monotonic() - began < PATIENCE
    assert (refusal.code, refusal.data["cause"]) == ("DOWNLOAD_FAILED", "TIMEOUT")


def test_a_sheet_that_drips_ends_in_time(google: GoogleStandin, settings: Settings):
    def dripping():
        while not google.released.wait(0.05):
            yield b"1,2,3\r\n"

    google.share(DOCUMENT, Answer(dripping))
    began = time.monotonic()
    refusal = refusal_of(replace(settings, google_timeout=1))
    assert time.monotonic() - began < PATIENCE
    assert refusal.data["cause"] == "TIMEOUT"


def test_passing_trouble_is_tried_again(google: GoogleStandin, settings: Settings):
    google.share(DOCUMENT, Answer(b"", 503), Answer(b"", 429), SHEET)
    assert read(settings)[1] == SHEET


def test_lasting_trouble_is_told(google: GoogleStandin, settings: Settings):
    google.share(DOCUMENT, Answer(b"", 503))
    refusal = refusal_of(settings)
    assert refusal.data["cause"] == "503"
    assert len([path for path in google.paths() if "export" in path]) == 4


def test_a_refusal_is_not_tried_again(google: GoogleStandin, settings: Settings):
    google.share(DOCUMENT, Answer(b"", 403))
    refusal_of(settings)
    assert len([path for path in google.paths() if "export" in path]) == 1


def test_a_refused_account_is_told(google: GoogleStandin, settings: Settings):
    body = json.dumps({"error": "invalid_grant", "error_description": "account disabled"})
    google.token_answer = Answer(body.encode(), 400, {"Content-Type": "application/json"})
    refusal = refusal_of(replace(settings, google_credentials_json=credentials(client_id="2")))
    assert refusal.code == "CREDENTIALS_FAILED"
    assert "invalid_grant" in refusal.message


def test_without_usable_credentials_reading_fails_and_nothing_else(settings: Settings):
    for key in ["", "{", "[]", '"text"', "{}", credentials(private_key="broken")]:
        broken = replace(settings, google_credentials_json=key)
        assert refusal_of(broken).code == "CREDENTIALS_FAILED", key


def test_the_address_to_share_with_is_known_without_asking_google(settings: Settings):
    assert account.address(settings) == ACCOUNT
    for key in ["", "{", "{}"]:
        assert account.address(replace(settings, google_credentials_json=key)) is None


def test_the_key_may_be_in_a_file(google: GoogleStandin, settings: Settings, tmp_path: Path):
    file = tmp_path / "key.json"
    file.write_text(credentials(client_id="3"))
    google.share(DOCUMENT, SHEET)
    from_file = replace(settings, google_credentials_json="", path_to_credentials=str(file))
    assert read(from_file)[1] == SHEET
    missing = replace(from_file, path_to_credentials=str(tmp_path / "none.json"))
    assert refusal_of(missing).code == "CREDENTIALS_FAILED"
    assert account.address(missing) is None


@pytest.mark.parametrize("in_place_of_a_break", ["\\n", " ", "", "\r\n", "\n\n"])
def test_a_private_key_that_lost_its_line_breaks_is_mended(in_place_of_a_break: str):
    damaged = private_key().replace("\n", in_place_of_a_break)
    assert account.repaired_private_key(f"  {damaged}") == private_key()
