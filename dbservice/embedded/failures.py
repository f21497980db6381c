"""Why an embedded server is not there, in words for the person at the terminal."""

import os
from typing import ClassVar


class EmbeddedError(Exception):
    """An embedded server cannot be had; ``exit_code`` is what a command ends with."""

    exit_code: ClassVar[int] = os.EX_SOFTWARE


class ServerMissing(EmbeddedError):
    """No installed package and no program on this machine provides the server."""

    exit_code = os.EX_UNAVAILABLE


class ServerFailed(EmbeddedError):
    """The server is installed and does not start."""

    exit_code = os.EX_OSERR
