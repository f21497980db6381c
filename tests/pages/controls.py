"""What a browser would send of a form."""

from html.parser import HTMLParser


class Controls(HTMLParser):
    """Gathers the names and values of the fields of the forms on a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self._area: str | None = None
        self._text = ""
        self._select: str | None = None
        self._chosen: str | None = None
        self._first: str | None = None
        self._option: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "input" and "name" in given:
            if given.get("type") != "checkbox" or "checked" in given:
                self.found.append((given["name"] or "", given.get("value") or ""))
        elif tag == "textarea":
            self._area, self._text = given["name"], ""
        elif tag == "select":
            self._select, self._chosen, self._first = given["name"], None, None
        elif tag == "option" and self._select:
            self._option = given.get("value")
            if self._first is None:
                self._first = self._option or ""
            if "selected" in given:
                self._chosen = self._option

    def handle_data(self, data: str) -> None:
        self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._area:
            self.found.append((self._area, self._text.removeprefix("\n")))
            self._area = None
        elif tag == "select" and self._select:
            chosen = self._chosen if self._chosen is not None else self._first
            self.found.append((self._select, chosen or ""))
            self._select = None


def fields_in(page: str) -> dict[str, list[str]]:
    """The fields of the form of a row on a page, as a browser would send them."""
    form = page[page.index('<form class="entity-form"') :]
    controls = Controls()
    controls.feed(form[: form.index("</form>")])
    found: dict[str, list[str]] = {}
    for name, value in controls.found:
        found.setdefault(name, []).append(value)
    return found
