"""What is wrong with how a screen looks, for people and for what reads it out to them."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1440, "height": 900}
TOUCH = 33  # pixels; what a finger meets

EXAMINE = (
    "options => axe.run({resultTypes: ['violations'], ...options}).then(one => one.violations)"
)
CONTRAST = {"runOnly": ["color-contrast"]}
GUIDELINES = {"runOnly": ["wcag2a", "wcag2aa"]}  # without what is merely good practice
SMALL = f"""[...document.querySelectorAll(".btn")]
    .filter(one => one.offsetParent && one.getBoundingClientRect().height < {TOUCH})
    .map(one => one.innerText)"""


def violations(page: Page, **options: object) -> list[str]:
    """What keeps people out who use assistive technology, as axe with these options finds it."""
    if page.evaluate("!window.axe"):
        page.evaluate(Axe().axe_script)
    found = page.evaluate(EXAMINE, options)
    return [f"{one['id']}: {node['html'][:120]}" for one in found for node in one["nodes"]]


def overflow(page: Page) -> list[str]:
    """Whether the page has to be scrolled sideways."""
    width = page.evaluate("document.documentElement.scrollWidth")
    return [f"{width} pixels wide"] if width > page.viewport_size["width"] else []


def small_buttons(page: Page) -> list[str]:
    """The buttons that a finger misses."""
    return [f"too small: {text}" for text in page.evaluate(SMALL)]


def faults(page: Page) -> list[str]:
    """Everything that is wrong with the page, wide and narrow, in light and in dark.

    In the dark only colours differ.
    """
    found = []
    for size in (DESK, PHONE):
        page.set_viewport_size(size)
        page.emulate_media(color_scheme="light", reduced_motion="reduce")
        wrong = [*overflow(page), *small_buttons(page), *violations(page)]
        page.emulate_media(color_scheme="dark", reduced_motion="reduce")
        wrong += [f"in the dark: {one}" for one in violations(page, **CONTRAST)]
        found += [f"{size['width']} wide: {one}" for one in wrong]
    return found
