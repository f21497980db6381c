"""The browser of the page tests; ``python -m tests.browser`` installs one where there is none."""

import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

PROGRAMS = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
MACOS_PROGRAM = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"

PLAYWRIGHT = [sys.executable, "-m", "playwright"]

# For root and for closed networks.
OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]

MISSING = (
    "No browser for the page tests. Install Chromium (Debian: apt-get install chromium) or run:"
    " .venv/bin/python -m playwright install --with-deps chromium"
)


NO_DRIVER = (
    "Playwright's driver does not run here; it needs the library libatomic"
    " (Debian: apt-get install libatomic1)"
)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium for all page tests of a process; take a new context for each test."""
    if not driver_runs():
        pytest.fail(NO_DRIVER)
    with sync_playwright() as playwright:
        chromium = launched(playwright)
        if chromium is None:
            pytest.fail(MISSING)
        yield chromium
        chromium.close()


def launched(playwright: Playwright) -> Browser | None:
    """A headless Chromium; None where there is none."""
    path = machines_chromium() or playwrights_chromium(playwright)
    return path and playwright.chromium.launch(executable_path=path, args=OPTIONS)


def machines_chromium() -> str | None:
    """The first Chromium on this machine that runs; some are mere hints at another package."""
    candidates = [*map(shutil.which, PROGRAMS), MACOS_PROGRAM]
    present = [path for path in candidates if path and Path(path).exists()]
    return next((path for path in present if succeeds(path, "--version")), None)


def playwrights_chromium(playwright: Playwright) -> str | None:
    path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def install() -> None:
    """Provide a browser: Debian's for root on Debian, else Playwright's own."""
    if is_root() and shutil.which("apt-get"):
        install_debian_packages(*missing_packages())
    if not driver_runs():
        tell(NO_DRIVER)
    elif not machines_chromium():
        dependencies = ["--with-deps"] if is_root() and shutil.which("apt-get") else []
        command = [*PLAYWRIGHT, "install", *dependencies, "chromium"]
        if subprocess.run(command, check=False).returncode:
            tell(MISSING)


def missing_packages() -> Iterator[str]:
    if not driver_runs():
        yield "libatomic1"
    if is_debian() and not machines_chromium():
        yield "chromium"
        yield "fonts-liberation"  # without any font pages have no text


def install_debian_packages(*packages: str) -> None:
    if not packages:
        return
    tell(f"Installing {' '.join(packages)} ...")
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    succeeds("apt-get", "-qq", "update", env=environment)
    install = ["install", "-y", "--no-install-recommends", *packages]
    succeeds("apt-get", "-qq", *install, env=environment)


def driver_runs() -> bool:
    return succeeds(*PLAYWRIGHT, "--version")


def tell(message: str) -> None:
    print(message, file=sys.stderr, flush=True)  # noqa: T201  # of make test; page tests say it too


def is_root() -> bool:
    return os.geteuid() == 0


def is_debian() -> bool:
    try:
        return platform.freedesktop_os_release()["ID"] == "debian"
    except OSError:
        return False


def succeeds(*command: str, env: dict[str, str] | None = None) -> bool:
    try:
        return subprocess.run(command, capture_output=True, check=False, env=env).returncode == 0
    except OSError:
        return False


if __name__ == "__main__":
    install()
