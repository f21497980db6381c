"""The engine in this process, on an organisation that is set up."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask

from dbservice.config import Settings
from dbservice.db import transaction
from dbservice.imports import runner
from dbservice.imports.lease import Ending
from tests.databases import schema_app
from tests.engine import world

Take = Callable[[int], Ending]


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Small chunks, so that even a short sheet has several."""
    return replace(settings, import_chunk_rows=7)


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """As much of an application as a worker needs; its context is open."""
    with schema_app(settings.database_url) as app:
        app.config["SETTINGS"] = settings
        yield app


@pytest.fixture
def organisation(app: Flask) -> None:
    """Schools, batches, grades and auth groups."""
    with transaction() as session:
        world.settle(session)


@pytest.fixture
def take(settings: Settings, organisation: None) -> Take:
    """Takes turns at an import until it is final."""

    def take(import_id: int) -> Ending:
        ending = Ending.UNFINISHED
        while ending is Ending.UNFINISHED:
            ending = runner.run(import_id, settings, lambda: False)
        return ending

    return take
