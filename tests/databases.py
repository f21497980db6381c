"""A database for each test: a copy of a migrated one, and the application on it."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import flask_migrate
import psycopg2
import pytest
from flask import Flask
from flask.testing import FlaskClient
from psycopg2 import sql
from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool, Pool, QueuePool

from dbservice.config import Settings
from dbservice.db import db, engine_options, migrate
from tests.recycling import Recyclable, SpareApps
from tests.servers import Servers

MIGRATIONS = str(Path(__file__).parent.parent / "migrations")
TEMPLATE_LOCK = 5_610_217  # held by the process of the run that makes the template
TOKEN = "token-of-the-tests"


class Cluster:
    """Where databases are made and dropped, through one connection."""

    def __init__(self, servers: Servers) -> None:
        self.admin_url = servers.admin_url
        self.prefix = servers.prefix
        self._connection = psycopg2.connect(servers.admin_url)
        self._connection.autocommit = True
        self._count = 0

    def close(self) -> None:
        self._connection.close()

    def url(self, name: str) -> str:
        return urlsplit(self.admin_url)._replace(path=f"/{name}").geturl()

    @contextlib.contextmanager
    def database(self, template: str = "template0") -> Iterator[str]:
        """The URL of a new database, dropped at the end."""
        url = self.url(self.create(template))
        try:
            yield url
        finally:
            self.drop(url)

    def create(self, template: str) -> str:
        """Make a copy of the database with this name; the name of the copy."""
        name = self._new_name()
        self.execute("CREATE DATABASE {} TEMPLATE {}", name, template)
        return name

    def drop(self, url: str) -> None:
        """Drop a database, whoever is connected to it."""
        self.execute("DROP DATABASE {} WITH (FORCE)", urlsplit(url).path.removeprefix("/"))

    def template(self, revision: str) -> str:
        """The name of a database at this revision that is there to be copied; made once a run."""
        name = f"{self.prefix}at_{revision}"
        with self._locked():
            if not self._exists(name):
                draft = self.create("template0")
                upgrade(self.url(draft), revision)
                self.execute("ALTER DATABASE {} RENAME TO {}", draft, name)
        return name

    @contextlib.contextmanager
    def role(self) -> Iterator[str]:
        """The name of a new role that may log in and owns nothing, dropped at the end."""
        name = self._new_name()
        self.execute(f"CREATE ROLE {{}} LOGIN PASSWORD '{TOKEN}'", name)
        try:
            yield name
        finally:
            self.execute("DROP ROLE {}", name)

    def url_as(self, role: str, url: str) -> str:
        """The URL of a database for this role."""
        address = urlsplit(url)
        login = f"{role}:{TOKEN}@{address.hostname}:{address.port}"
        return address._replace(netloc=login).geturl()

    def execute(self, statement: str, *names: str) -> None:
        with self._connection.cursor() as cursor:
            cursor.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

    def _new_name(self) -> str:
        self._count += 1
        return f"{self.prefix}{self._connection.info.backend_pid}_{self._count}"

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        with self._connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [TEMPLATE_LOCK])
            try:
                yield
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [TEMPLATE_LOCK])

    def _exists(self, name: str) -> bool:
        with self._connection.cursor() as cursor:
            cursor.execute("SELECT FROM pg_database WHERE datname = %s", [name])
            return cursor.fetchone() is not None


@contextlib.contextmanager
def schema_app(url: str) -> Iterator[Flask]:
    """An application with nothing but the database and its migrations, in its context."""
    app = Flask("schema")
    app.config.from_mapping(
        SETTINGS=Settings(environment="test", database_url=url),
        SQLALCHEMY_DATABASE_URI=Settings(database_url=url).sqlalchemy_url,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(pool_size=5, statement_timeout=60),
    )
    db.init_app(app)
    migrate.init_app(app, directory=MIGRATIONS)
    with app.app_context():
        try:
            yield app
        finally:
            db.engine.dispose()


def upgrade(url: str, revision: str = "head") -> None:
    """Migrate a database up to a revision."""
    with schema_app(url):
        flask_migrate.upgrade(revision=revision)


def downgrade(url: str, revision: str) -> None:
    """Migrate a database down to a revision."""
    with schema_app(url):
        flask_migrate.downgrade(revision=revision)


@pytest.fixture(scope="session")
def cluster(servers: Servers) -> Iterator[Cluster]:
    """Makes databases on the PostgreSQL of the run."""
    with contextlib.closing(Cluster(servers)) as cluster:
        yield cluster


@pytest.fixture(scope="session")
def migrated_template(cluster: Cluster) -> str:
    """The name of the migrated database that tests get a copy of."""
    return cluster.template("head")


@pytest.fixture(scope="session")
def spare_databases(cluster: Cluster) -> Iterator[list[Recyclable]]:
    """Databases that tests are done with and that have been emptied since."""
    spare: list[Recyclable] = []
    yield spare
    for database in spare:
        cluster.drop(database.url)


@pytest.fixture
def database(
    cluster: Cluster, migrated_template: str, spare_databases: list[Recyclable]
) -> Iterator[str]:
    """The URL of a migrated database without rows, for one test alone."""
    database = spare_databases.pop() if spare_databases else None
    if database is None:
        database = Recyclable(cluster.url(cluster.create(migrated_template)))
    yield database.url
    if database.is_emptied():
        spare_databases.append(database)
    else:
        cluster.drop(database.url)


@pytest.fixture
def role(cluster: Cluster) -> Iterator[str]:
    """The name of an ordinary role; ask for it before the databases it gets something in."""
    with cluster.role() as name:
        yield name


@pytest.fixture
def empty_database(cluster: Cluster) -> Iterator[str]:
    """The URL of a database without tables."""
    with cluster.database() as url:
        yield url


@pytest.fixture
def base_database(cluster: Cluster) -> Iterator[str]:
    """The URL of a database with the base schema and nothing of ours."""
    with cluster.database(cluster.template("0001")) as url:
        yield url


@pytest.fixture
def settings(database: str, servers: Servers) -> Settings:
    """The settings of the application on `database`, with nothing in its Redis."""
    servers.empty_redis()
    return Settings(
        environment="test",
        database_url=database,
        redis_url=servers.redis_url,
        secret_key="secret-of-the-tests",
        bearer_token=TOKEN,
    )


@pytest.fixture(scope="session")
def spare_apps() -> SpareApps:
    """Applications on the databases that have been emptied."""
    return SpareApps()


@pytest.fixture
def app(settings: Settings, spare_apps: SpareApps) -> Iterator[Flask]:
    """The application as it runs, on `database`; it may have answered requests before."""
    app = spare_apps.take(settings)
    yield app
    with app.app_context():
        db.engine.dispose()
    spare_apps.give_back(app)


@pytest.fixture
def fresh_app(settings: Settings) -> Iterator[Flask]:
    """The application before its first request, which can be given more routes."""
    from app import create_app  # noqa: PLC0415  # most tests do not need it, and it is large

    app = create_app(settings)
    app.testing = True
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A client of the application, which sends no token by itself."""
    return app.test_client()


@pytest.fixture
def token_headers() -> dict[str, str]:
    """Headers that give a request all rights of the API."""
    return {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def engine(database: str) -> Iterator[Engine]:
    """An engine on `database`, apart from the application's."""
    engine = engine_on(database, poolclass=QueuePool)
    yield engine
    engine.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """A session on `database` to set rows up and to look at them; what it writes it must commit."""
    with Session(engine) as session:
        yield session


def engine_on(url: str, poolclass: type[Pool] = NullPool) -> Engine:
    """An engine, as a rule without a pool, so that nothing stays open."""
    options = engine_options(pool_size=1, statement_timeout=60)
    return create_engine(
        Settings(database_url=url).sqlalchemy_url,
        poolclass=poolclass,
        pool_events=options["pool_events"],
        hide_parameters=False,
        connect_args=options["connect_args"],
    )
