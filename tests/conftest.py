"""What every test may ask for."""

from hypothesis import HealthCheck, settings

# How long an example takes tells of the machine and who else is at work there, not of the code.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")

pytest_plugins = [
    "tests.servers",
    "tests.browser",
    "tests.databases",
    "tests.google_standin",
    "tests.staff",
    "tests.pages.enrolled",
    "tests.pages.recorded_imports",
    "tests.pages.small_school",
    "tests.pages.stored",
]
