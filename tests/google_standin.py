"""A stand-in for Google on the loopback: its token, Sheets and export endpoints."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from google.auth import jwt

ACCOUNT = "importer@example.iam.gserviceaccount.com"
TOKEN = "token-of-the-standin"


@dataclass
class Answer:
    """What the stand-in answers for a document."""

    body: bytes | Callable[[], Iterator[bytes]] = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "text/csv"})


@dataclass
class GoogleStandin:
    """Google with the documents that a test gives it; `asked` is what it was asked for."""

    url: str = ""
    exports: dict[str, list[Answer]] = field(default_factory=dict)
    titles: dict[str, dict] = field(default_factory=dict)
    token_answer: Answer | None = None
    asked: list[tuple[str, str]] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)

    def share(self, document: str, *answers: Answer | str) -> None:
        """Answer an export of this document so, one answer after the other, the last for ever."""
        self.exports[document] = [
            Answer(answer.encode()) if isinstance(answer, str) else answer for answer in answers
        ]

    def paths(self) -> list[str]:
        return [path for _, path in self.asked]

    def answer(self, path: str, authorization: str) -> Answer:
        parts = urlsplit(path)
        steps = parts.path.strip("/").split("/")
        if steps[:2] == ["v4", "spreadsheets"] and authorization:
            return self._title(steps[2])
        if steps[0] == "spreadsheets" and steps[-1] == "export":
            return self._export(steps[2], parse_qs(parts.query), authorization)
        return Answer(b"not found", 404, {"Content-Type": "text/html"})

    def _title(self, document: str) -> Answer:
        found = self.titles.get(document)
        body = json.dumps(found or {"error": {"code": 403, "message": "disabled"}}).encode()
        return Answer(body, 200 if found else 403, {"Content-Type": "application/json"})

    def _export(self, document: str, query: dict[str, list[str]], authorization: str) -> Answer:
        if authorization != f"Bearer {TOKEN}":
            return Answer(b"Unauthorized", 401, {"Content-Type": "text/html"})
        assert query["format"] == ["csv"]
        assert query["id"] == [document]
        answers = self.exports.get(document, [Answer(b"no such document", 404)])
        return answers.pop(0) if len(answers) > 1 else answers[0]


def endless() -> Iterator[bytes]:
    """A sheet that does not end."""
    while True:
        yield b"1,2,3\r\n" * 10_000


@cache
def _key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def private_key() -> str:
    """The service account's private key, as PEM."""
    pem = _key().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return pem.decode()


def credentials(**changed: str) -> str:
    """The key file of the service account, as Google's console gives it."""
    facts = {
        "type": "service_account",
        "project_id": "example",
        "private_key_id": "1",
        "private_key": private_key(),
        "client_email": ACCOUNT,
        "client_id": "1",
        "token_uri": "https://oauth2.googleapis.com/token",
    }
    return json.dumps(facts | changed)


def _verified(assertion: str, audience: str) -> dict:
    public = _key().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return dict(jwt.decode(assertion, certs=public, audience=audience))


def _handler(standin: GoogleStandin) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.0"

        def do_GET(self) -> None:
            standin.asked.append(("GET", self.path))
            self._send(standin.answer(self.path, self.headers.get("Authorization", "")))

        def do_POST(self) -> None:
            standin.asked.append(("POST", self.path))
            form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            self._send(standin.token_answer or self._token(form["assertion"][0]))

        def _token(self, assertion: str) -> Answer:
            claims = _verified(assertion, "https://oauth2.googleapis.com/token")
            assert claims["iss"] == ACCOUNT
            assert "drive.readonly" in claims["scope"]
            token = {"access_token": TOKEN, "expires_in": 3600, "token_type": "Bearer"}
            return Answer(json.dumps(token).encode(), 200, {"Content-Type": "application/json"})

        def _send(self, answer: Answer) -> None:
            try:
                self.send_response(answer.status)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                chunks = answer.body() if callable(answer.body) else [answer.body]
                for chunk in chunks:
                    self.wfile.write(chunk)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        def log_message(self, *_: object) -> None:
            pass

    return Handler


@contextmanager
def running() -> Iterator[GoogleStandin]:
    standin = GoogleStandin()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(standin))
    standin.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield standin
    finally:
        standin.released.set()
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def google() -> Iterator[GoogleStandin]:
    """Google, without any document."""
    with running() as standin:
        yield standin
