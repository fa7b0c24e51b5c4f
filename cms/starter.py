"""Reads the starter files (docs/content-format.md): YAML front matter, fixed English section names, keyed elements."""

import re
import unicodedata
import uuid
from dataclasses import dataclass, field
from pathlib import Path

import yaml

HEADING = re.compile(r"^(#{1,3}) +(.+?)\s*$")
FIELD = re.compile(r"^- ([a-z][a-z0-9.]*): (.*)$")


@dataclass
class Element:
    """One `###` element: its local key, attributes (`kind`-like words and `name=value` pairs), text and named fields."""

    key: str
    words: list[str] = field(default_factory=list)
    attributes: dict[str, str] = field(default_factory=dict)
    text: str = ""
    fields: dict[str, str] = field(default_factory=dict)


@dataclass
class Section:
    """One `##` section: plain text, or elements."""

    text: str = ""
    elements: list[Element] = field(default_factory=list)

    def by_key(self) -> dict[str, Element]:
        return {element.key: element for element in self.elements}


@dataclass
class StarterFile:
    """A parsed file. `sections` is keyed by `Part/Section` where a file has parts (`Plan/Flow`), else by `Section`."""

    path: Path
    front: dict
    sections: dict[str, Section]

    def section(self, name: str) -> Section:
        return self.sections.get(name) or Section()


class StarterError(ValueError):
    """The file does not follow the grammar; the message names file and line."""


def key_uuid(document: uuid.UUID | str, *path: str) -> uuid.UUID:
    """The UUID of a local key under its document: the same in every language, edition and installation."""
    return uuid.uuid5(uuid.UUID(str(document)), "/".join(path))


def read(path: Path) -> StarterFile:
    """Parse one starter file. Raises StarterError."""
    text = unicodedata.normalize("NFC", Path(path).read_text(encoding="utf-8"))
    if not text.startswith("---\n"):
        raise StarterError(f"{path}: no front matter")
    _, front, body = text.split("---\n", 2)
    parser = _Parser(path)
    for number, line in enumerate(body.splitlines(), 1):
        parser.feed(number, line)
    return StarterFile(Path(path), yaml.safe_load(front), parser.finish())


class _Parser:
    """Line by line; a blank line separates paragraphs, a `- name: text` line opens a named field."""

    def __init__(self, path):
        self.path, self.part, self.sections = path, "", {}
        self.section = self.element = None
        self.lines: list[str] = []

    def feed(self, number: int, line: str) -> None:
        heading = HEADING.match(line)
        if heading:
            self._close()
            self._open(number, len(heading[1]), heading[2])
            return
        named = FIELD.match(line)
        if named and self.element is not None and self._is_field(named[1]):
            self.element.fields[named[1]] = named[2].strip()
        elif self.section is not None:
            self.lines.append(line)
        elif line.strip():
            raise StarterError(f"{self.path}: line {number}: text outside a section")

    def _is_field(self, name: str) -> bool:
        names = {"note", "instead", "then", "action", "title", "heading", "hours"} | {f"level{n}" for n in range(1, 5)}
        return name in names or bool(re.fullmatch(r"[a-f](\.why)?", name))

    def _open(self, number: int, level: int, title: str) -> None:
        if level == 1:
            self.part, self.section, self.element = f"{title}/", None, None
        elif level == 2:
            self.section, self.element = Section(), None
            self.sections[f"{self.part}{title}"] = self.section
        elif self.section is None:
            raise StarterError(f"{self.path}: line {number}: an element outside a section")
        else:
            self.element = self._new_element(title)
            if self.element.key in self.section.by_key():
                raise StarterError(f"{self.path}: line {number}: {self.element.key} twice")
            self.section.elements.append(self.element)

    def _new_element(self, title: str) -> Element:
        key, *rest = [part.strip() for part in title.split("·")]
        pairs = dict(part.split("=", 1) for part in rest if "=" in part)
        return Element(key, [part for part in rest if "=" not in part], pairs)

    def _close(self) -> None:
        text = "\n".join(self.lines).strip()
        text = re.sub(r"\n{3,}", "\n\n", text)
        self.lines = []
        if self.element is not None:
            self.element.text = text
        elif self.section is not None:
            self.section.text = text

    def finish(self) -> dict[str, Section]:
        self._close()
        return self.sections
