"""Listening to what an engine sends."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event


@contextmanager
def sent_statements(engine: Engine) -> Iterator[list[str]]:
    """Every statement that is sent inside, savepoints and all, whoever has it sent.

    Without what a connection prepares once for all the times it will be repeated.
    """
    sent: list[str] = []

    def watch(connection: Any, *_: Any) -> None:
        plain = type(connection.cursor())
        if plain.__name__ == "Watched":
            return

        class Watched(plain):  # type: ignore[misc,valid-type]
            def execute(self, statement: Any, *args: Any) -> Any:
                if not str(statement).startswith("PREPARE "):
                    sent.append(str(statement))
                return super().execute(statement, *args)

        connection.cursor_factory = Watched

    event.listen(engine.pool, "checkout", watch)
    try:
        yield sent
    finally:
        event.remove(engine.pool, "checkout", watch)
        engine.dispose()
