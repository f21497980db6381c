"""How the web process serves: read by gunicorn from the folder it starts in."""

import os

bind = f"{os.environ.get('HOST', '0.0.0.0')}:{os.environ.get('PORT', '4000')}"  # noqa: S104  # production listens to its proxy
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
worker_class = "gthread"
threads = 8
preload_app = True
timeout = 150  # seconds; above STATEMENT_TIMEOUT, so that the database says what took too long
graceful_timeout = 20
control_socket_disable = True  # its default path is one for all services of an account
