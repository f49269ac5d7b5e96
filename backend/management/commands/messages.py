"""The catalogues of the house's words, without system gettext: `manage.py messages extract | compile | check`.

A room is a place with a `locale/` of its own: every app, and in `web` every audience. Msgids are English; each room holds
a Vietnamese and a Japanese catalogue. Django merges all of them into one, so a msgid means the same everywhere.
"""

import ast
import re
import tempfile
from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from babel.messages import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation.template import templatize

LANGUAGES = ("vi", "ja")
AUDIENCES = ("account", "public", "exhibitor", "visitor", "organiser", "checkin")
REST_OF_WEB = "shared"

_LAZY = {f"{name}_lazy": DEFAULT_KEYWORDS[name] for name in ("gettext", "ngettext", "pgettext", "npgettext")}
KEYWORDS: dict[str, Any] = {**DEFAULT_KEYWORDS, **_LAZY, "gettext_noop": None}
_TEXT = re.compile(r"""u?(?P<text>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')""")
_WORD = _TEXT.pattern.replace("?P<text>", "?:")
_CALL = re.compile(rf"\b(?P<name>n?p?gettext|_)\((?P<words>{_WORD}(?:,\s*{_WORD})*)(?:,\s*count)?\)")
_CHANGING_HEADERS = re.compile(
    r'^"(?:Project-Id-Version|Report-Msgid-Bugs-To|POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team'
    r"|Generated-By):.*\n",
    re.MULTILINE,
)

Key = tuple[str | None, str]


@dataclass(frozen=True)
class Found:
    """One text in the code: its context, singular, plural if any, file and line."""

    context: str | None
    singular: str
    plural: str | None
    file: str
    line: int

    @property
    def key(self) -> Key:
        return (self.context, self.singular)


@dataclass
class Room:
    """A locale folder and the texts that belong into its catalogues."""

    name: str
    locale: Path
    found: dict[Key, list[Found]] = field(default_factory=dict)

    def catalogue_path(self, language: str) -> Path:
        return self.locale / language / "LC_MESSAGES" / "django.po"


class Command(BaseCommand):
    help = "Collect, compile and check the catalogues (vi, ja) of all rooms."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=("extract", "compile", "check"))

    def handle(self, *, action: str, **_options: Any) -> None:
        root = Path(settings.BASE_DIR)
        if action == "extract":
            self._extract(root)
        elif action == "compile":
            self._compile(root)
        else:
            self._check(root)

    def _extract(self, root: Path) -> None:
        """Add new texts, drop vanished ones, keep translations, also of a text that moved to another room."""
        rooms = rooms_of(root)
        known = _all_translations(rooms)
        for room in rooms:
            for language in LANGUAGES:
                path = room.catalogue_path(language)
                if room.found or path.exists():
                    text = _rendered(room, language, known[language])
                    if not path.exists() or path.read_text("utf-8") != text:
                        path.parent.mkdir(parents=True, exist_ok=True)
                        path.write_text(text, "utf-8")
                        self.stdout.write(f"wrote {path.relative_to(root)}")

    def _compile(self, root: Path) -> None:
        """Write the .mo beside each catalogue that is newer than it."""
        for path in sorted(root.glob("*/locale/**/django.po")):
            compiled = path.with_suffix(".mo")
            if compiled.exists() and compiled.stat().st_mtime > path.stat().st_mtime:
                continue
            catalogue = _read(path)
            with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as fresh:
                write_mo(fresh, catalogue)
            Path(fresh.name).chmod(0o644)
            Path(fresh.name).replace(compiled)
            self.stdout.write(f"compiled {compiled.relative_to(root)}")

    def _check(self, root: Path) -> None:
        """Refuse when a text lacks a translation, has a doubtful one, a broken one, or two different ones."""
        rooms = rooms_of(root)
        faults = [fault for room in rooms for fault in _faults(room)]
        faults += _disagreements(rooms)
        if faults:
            raise CommandError(
                "\n".join([*faults, f"{len(faults)} faults in the catalogues: manage.py messages extract"])
            )
        self.stdout.write(f"{sum(len(room.found) for room in rooms)} texts, all in {' and '.join(LANGUAGES)}")


def rooms_of(root: Path) -> list[Room]:
    """Every room with the texts found in its code and templates, in the order of their names."""
    rooms: dict[str, Room] = {}
    for config in apps.get_app_configs():
        package = Path(config.path)
        if not package.is_relative_to(root) or ".venv" in package.parts or "site-packages" in package.parts:
            continue
        for file in sorted([*package.rglob("*.py"), *package.rglob("*.html"), *package.rglob("*.txt")]):
            inside = file.relative_to(package)
            if inside.parts[0] in {"migrations", "locale", "static"}:
                continue
            room = _room_of(package, inside)
            rooms.setdefault(room.name, room)
            for found in texts_in(file, root):
                rooms[room.name].found.setdefault(found.key, []).append(found)
    return sorted(rooms.values(), key=lambda room: room.name)


def _room_of(package: Path, inside: Path) -> Room:
    if package.name != "web":
        return Room(package.name, package / "locale")
    place = Path(inside.parts[1]).stem if inside.parts[0] in {"views", "templates"} and len(inside.parts) > 1 else ""
    audience = place.split("_", 1)[0]  # organiser_imports.py speaks to organisers
    audience = audience if audience in AUDIENCES else REST_OF_WEB
    return Room(f"web/{audience}", package / "locale" / audience)


def texts_in(file: Path, root: Path) -> Iterator[Found]:
    """The translatable texts of a Python file or a Django template."""
    name = file.relative_to(root).as_posix()
    if file.suffix == ".py":
        with file.open("rb") as stream:
            for line, function, words, _comments in extract_python(stream, KEYWORDS, [], {"encoding": "utf-8"}):
                yield from _found(str(function), list(words) if isinstance(words, tuple) else [words], name, line)
        return
    source = templatize(file.read_text("utf-8"), origin=name)
    for call in _CALL.finditer(source):
        words = [str(ast.literal_eval(text["text"])) for text in _TEXT.finditer(call["words"])]
        yield from _found(call["name"], words, name, source.count("\n", 0, call.start()) + 1)


def _found(function: str, words: list[Any], file: str, line: int) -> Iterator[Found]:
    """Sort a call's arguments into context, singular and plural; a call without a literal text is none of ours."""
    kind = function.removesuffix("_lazy").removesuffix("_noop")
    takes_context, takes_plural = "pgettext" in kind, kind in {"ngettext", "npgettext", "ungettext"}
    wanted = 1 + takes_context + takes_plural
    texts = words[:wanted]
    if len(texts) < wanted or not all(isinstance(text, str) and text for text in texts):
        return
    context = texts.pop(0) if takes_context else None
    yield Found(context, texts[0], texts[1] if takes_plural else None, file, line)


def _read(path: Path) -> Catalog:
    with path.open("rb") as stream:
        return read_po(stream, locale=path.parts[-3], charset="utf-8", abort_invalid=True)


def _translations(path: Path) -> dict[Key, Any]:
    """key -> Babel message, of a catalogue that may not exist yet."""
    if not path.exists():
        return {}
    return {(message.context, _singular(message.id)): message for message in _read(path) if message.id}


def _singular(words: Any) -> str:
    return str(words[0] if isinstance(words, list | tuple) else words)


def _is_translated(message: Any) -> bool:
    texts = message.string if isinstance(message.string, list | tuple) else [message.string]
    return all(texts) and not message.fuzzy


def _all_translations(rooms: list[Room]) -> dict[str, dict[Key, Any]]:
    known: dict[str, dict[Key, Any]] = {language: {} for language in LANGUAGES}
    for language in LANGUAGES:
        for room in rooms:
            for key, message in _translations(room.catalogue_path(language)).items():
                if _is_translated(message):
                    known[language].setdefault(key, message)
    return known


def _rendered(room: Room, language: str, elsewhere: dict[Key, Any]) -> str:
    """The catalogue as text: sorted, without dates and line numbers, so that only real changes show."""
    old = _translations(room.catalogue_path(language))
    fresh = Catalog(locale=language, charset="utf-8", fuzzy=False)
    fresh.header_comment = f"# {room.name}: {language}"
    for key, places in sorted(room.found.items(), key=lambda item: (item[0][1], item[0][0] or "")):
        plural = next((found.plural for found in places if found.plural), None)
        kept = old.get(key) or elsewhere.get(key)
        if kept is not None and not _is_translated(kept):
            kept = elsewhere.get(key, kept)
        fresh.add(
            (key[1], plural) if plural else key[1],
            _fitting(kept.string, bool(plural)) if kept is not None else None,
            locations=[(name, 0) for name in sorted({found.file for found in places})],
            flags=[flag for flag in kept.flags if flag == "fuzzy"] if kept is not None else (),
            context=key[0],
        )
    with tempfile.TemporaryFile() as stream:
        write_po(stream, fresh, width=110, include_lineno=False, sort_output=True)
        stream.seek(0)
        text = stream.read().decode("utf-8")
    return _CHANGING_HEADERS.sub("", text)


def _fitting(string: Any, is_plural: bool) -> Any:
    """A translation in the shape the text asks for: vi and ja have one plural form."""
    single = string[0] if isinstance(string, list | tuple) else string
    return (single,) if is_plural else single


def _faults(room: Room) -> Iterator[str]:
    for language in LANGUAGES:
        path = room.catalogue_path(language)
        catalogue = _read(path) if path.exists() else Catalog(locale=language)
        translations = _translations(path)
        for key, places in room.found.items():
            message = translations.get(key)
            where = f"{places[0].file}:{places[0].line}: {key[1]!r}"
            if message is None:
                yield f"{where} is not in the {language} catalogue of {room.name}"
            elif message.fuzzy:
                yield f"{where} has a doubtful (fuzzy) {language} translation"
            elif not _is_translated(message):
                yield f"{where} has no {language} translation"
            else:
                for fault in message.check(catalogue):
                    yield f"{where} in {language}: {fault}"


def _disagreements(rooms: list[Room]) -> Iterator[str]:
    for language in LANGUAGES:
        seen: dict[Key, tuple[str, Any]] = {}
        for room in rooms:
            for key, message in _translations(room.catalogue_path(language)).items():
                if key not in room.found or not _is_translated(message):
                    continue
                text = _fitting(message.string, is_plural=False)
                other, other_text = seen.setdefault(key, (room.name, text))
                if other_text != text:
                    yield f"{key[1]!r} is {other_text!r} in {other} but {text!r} in {room.name} ({language})"
