"""What every test may ask for."""

pytest_plugins = [
    "tests.servers",
    "tests.browser",
    "tests.databases",
    "tests.google_standin",
    "tests.staff",
    "tests.pages.enrolled",
]
