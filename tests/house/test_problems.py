"""docs/api/problems.md lists every code the API can answer with, its status and its further fields; and no other."""

import ast
import importlib
import pkgutil
import re
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from rest_framework import exceptions

from kernel.errors import DomainError

HOUSE = Path(__file__).resolve().parents[2]
PAGE = (HOUSE / "docs/api/problems.md").read_text()
OF_REST = (
    exceptions.ValidationError,
    exceptions.ParseError,
    exceptions.AuthenticationFailed,
    exceptions.NotAuthenticated,
    exceptions.PermissionDenied,
    exceptions.MethodNotAllowed,
    exceptions.NotAcceptable,
    exceptions.UnsupportedMediaType,
    exceptions.Throttled,
)
NOT_FIELDS = {"pointer", "detail", "retry_after"}  # they become `errors`, `detail` and a header


@cache
def documented() -> dict[str, tuple[int, set[str]]]:
    rows = re.findall(r"^\| `(\w+)` \| (\d+) \| [^|]+ \| [^|]+ \| ([^|]+) \|$", PAGE, re.MULTILINE)
    assert len(rows) == len({code for code, *_ in rows}), "a code stands twice"
    assert len(rows) == PAGE.count("\n| `"), "a row has another form"
    return {code: (int(status), set(re.findall(r"`(\w+)`", fields))) for code, status, fields in rows}


@cache
def house_modules() -> list[str]:
    names = []
    for config in apps.get_app_configs():
        if Path(config.path).parent == HOUSE:
            package = importlib.import_module(config.name)
            found = pkgutil.walk_packages(package.__path__, f"{config.name}.")
            names += [module.name for module in found if ".migrations" not in module.name]
    for name in names:
        importlib.import_module(name)
    return names


@cache
def refusals() -> dict[str, type[DomainError]]:
    """By class name, all that a door can meet; the root itself is never raised."""
    house_modules()
    found, fresh = {}, [DomainError]
    while fresh:
        fresh = [
            child for parent in fresh for child in parent.__subclasses__() if not child.__module__.startswith("tests")
        ]
        found |= {each.__name__: each for each in fresh}
    return found


def own_api_exceptions() -> list[type[exceptions.APIException]]:
    house_modules()
    children = [exceptions.APIException, *exceptions.APIException.__subclasses__()]
    found = {each for parent in children for each in parent.__subclasses__()}
    return [each for each in found if each.__module__.split(".")[0] == "backend"]


def test_the_page_lists_every_code_with_its_status_and_no_other():
    known = {each.code: each.status for each in refusals().values()}
    known |= {each.default_code: each.status_code for each in (*OF_REST, *own_api_exceptions())}
    known |= {"server_error": 500}
    assert {code: status for code, (status, _) in documented().items()} == known


def test_codes_are_given_once():
    codes = [each.code for each in refusals().values()]
    assert sorted(codes) == sorted(set(codes))


@cache
def fields_given() -> dict[str, set[str]]:
    """Code -> the further fields some call gives it, read out of the source."""
    given = defaultdict(set)
    for name in house_modules():
        path = Path(importlib.import_module(name).__file__)
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in refusals():
                names = {keyword.arg for keyword in node.keywords}
                assert None not in names, f"{name}: write out the fields of {node.func.id}"
                given[refusals()[node.func.id].code] |= (names - NOT_FIELDS) | (
                    {"errors"} if "pointer" in names else set()
                )
    return given


@pytest.mark.parametrize("code", sorted(documented()))
def test_the_page_names_the_further_fields_of(code):
    expected = {"invalid": {"errors"}}.get(code) or fields_given().get(code, set())
    assert documented()[code][1] == expected


def test_the_type_of_a_problem_leads_to_this_page(client, db):
    answer = client.get("/api/v1/fairs/nowhere/")
    assert answer["Content-Type"] == "application/problem+json"
    body = answer.json()
    assert (body["type"], body["code"], body["status"]) == ("/problems/not_found", "not_found", 404)
    assert body["code"] in documented()
