"""The table of all import types: every module of the package `types` declares one."""

from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from pkgutil import iter_modules

from dbservice.imports import types
from dbservice.imports.import_type import ImportType, Section


def _declared() -> Iterator[ImportType]:
    for module in iter_modules(types.__path__):
        declared: ImportType = import_module(f"{types.__name__}.{module.name}").IMPORT_TYPE
        if declared.name != module.name:
            raise RuntimeError(f"{declared.name} is declared in the module {module.name}")
        yield declared


TYPES: Mapping[str, ImportType] = {
    one.name: one for one in sorted(_declared(), key=lambda one: one.position)
}


def by_section() -> Mapping[Section, Sequence[ImportType]]:
    """The types as a person looks for them; sections without a type are left out."""
    sections = {name: [one for one in TYPES.values() if one.section is name] for name in Section}
    return {name: members for name, members in sections.items() if members}
