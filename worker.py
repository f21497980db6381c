"""A worker that runs imports, until it is told to stop."""

from app import create_app
from dbservice.imports.worker import work

if __name__ == "__main__":
    app = create_app()
    with app.app_context():
        work(app.config["SETTINGS"])
