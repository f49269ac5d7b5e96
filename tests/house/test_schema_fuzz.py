"""What a hostile or clumsy client may send: for every operation of the schema, made-up input never breaks the server.

Most ids in addresses and bodies are real ones of a small world, so that requests get past the 404, and most are sent by
somebody whom the table of permissions lets in. The examples are the same at every run; FUZZ_EXAMPLES=500 looks harder.

Only who runs these tests imports what makes the input up: it takes seconds, and every process collects all tests.
One process runs them all (tests/conftest.py).
"""

import os
from functools import cache
from pathlib import Path
from random import Random

import pytest
import yaml
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from django.urls import resolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rest_framework.throttling import SimpleRateThrottle

from backend.wsgi import application
from tests.factories.people import bearer
from tests.permissions.table import A, rows
from tests.permissions.world import ROLES, standing_world

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "8"))
TABLE = rows()
METHODS = ("get", "post", "put", "patch", "delete")
WRITTEN = yaml.load((Path(__file__).resolve().parents[2] / "docs/api/openapi.yaml").read_bytes(), yaml.CSafeLoader)
OPERATIONS = [
    (path, method, said)
    for path, methods in WRITTEN["paths"].items()
    for method, said in methods.items()
    if method in METHODS
]


def takes_nothing(said):
    """No body, no query, no header: but for the name in its address, every example would be the same request."""
    return "requestBody" not in said and all(one["in"] == "path" for one in said.get("parameters", ()))


def addressed(*, bare):
    """The operations that take nothing, or those that do, each under its name."""
    return [
        pytest.param(path, method, id=f"{method.upper()} {path}")
        for path, method, said in OPERATIONS
        if takes_nothing(said) is bare
    ]


@cache
def schema():
    """The committed one, without its credentials: those have a test of their own below."""
    import schemathesis

    read = schemathesis.openapi.from_dict(WRITTEN)
    read.app = application
    read.config.generation.update(with_security_parameters=False)
    read.config.analysis.constants.enabled = EXAMPLES > 8  # for them the whole house would be read
    return read


@cache
def checks():
    from schemathesis.checks import not_a_server_error
    from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance

    return [not_a_server_error, content_type_conformance, response_schema_conformance]


SAME = {"derandomize": True, "database": None, "deadline": None, "suppress_health_check": list(HealthCheck)}


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker):
    with standing_world(django_db_blocker) as world:
        world.headers = {role: bearer(user) if user else {} for role, user in world.users.items()}
        world.allowed = {(path, method): allowed(path, method, world) for path, method, _ in OPERATIONS}
        yield world


@pytest.fixture
def world(built, db, monkeypatch):
    rates = dict.fromkeys(SimpleRateThrottle.THROTTLE_RATES, None)
    monkeypatch.setattr(SimpleRateThrottle, "THROTTLE_RATES", rates)
    for signal in (request_started, request_finished):  # as Django's own test client does
        signal.disconnect(close_old_connections)
    built.dice = Random(1)
    built.known = dict(pair for body in built.bodies.values() for pair in body.items()) | built.words
    yield built
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def with_real_ids(world, given, share):
    """This share of the values that name a thing become the name of a real one."""
    if not isinstance(given, dict):
        return given
    return {
        name: world.known[name] if name in world.known and world.dice.random() < share else value
        for name, value in given.items()
    }


def allowed(path, method, world):
    """role -> what the table says of it."""
    route = resolve(path.format_map(world.words)).view_name
    return dict(zip(ROLES, TABLE[route, method.upper()], strict=True))


def somebody(world, operation):
    """Nine of ten times one of those whom the table lets in."""
    row = world.allowed[operation.path, operation.method]
    welcome = [role for role in ROLES if row[role] == A]
    return world.dice.choice(welcome if welcome and world.dice.random() < 0.9 else ROLES)


def send(case, world, *, real_names):
    case.path_parameters = with_real_ids(world, case.path_parameters, real_names)
    case.body = with_real_ids(world, case.body, 0.75)
    response = case.call(headers=world.headers[somebody(world, case.operation)])
    case.validate_response(response, checks=checks())


def attack(world, path, method, *, real_names, examples):
    """Input the schema allows and input it does not, half and half."""
    from schemathesis import GenerationMode

    operation = schema()[path][method]
    drawn = st.one_of([operation.as_strategy(mode) for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)])
    settings(max_examples=examples, **SAME)(given(drawn)(lambda case: send(case, world, real_names=real_names)))()


@pytest.mark.slow(together=True)
@pytest.mark.parametrize(("path", "method"), addressed(bare=False))
def test_nothing_sent_to(path, method, world):
    attack(world, path, method, real_names=0.95, examples=EXAMPLES)


@pytest.mark.slow(together=True)
@pytest.mark.parametrize(("path", "method"), addressed(bare=True))
def test_no_name_asked_of(path, method, world):
    attack(world, path, method, real_names=0.75, examples=max(3, EXAMPLES // 4))


@given(
    st.sampled_from([(path, method) for path, method, _ in OPERATIONS]),
    st.sampled_from(["", "Bearer", "Bearer ", "Bearer phx_", "Device phd_", "Hall phh_", "Basic ", "bearer\t"]),
    st.text(st.characters(min_codepoint=32, max_codepoint=255)),
    st.none() | st.text(st.characters(min_codepoint=33, max_codepoint=126)),
)
@settings(max_examples=EXAMPLES * 25, **SAME)
def test_no_credential_however_odd_opens_or_breaks(world, operation, scheme, rest, cookie):
    path, method = operation
    client = Client(raise_request_exception=False)
    if cookie is not None:
        client.cookies["sessionid"] = cookie
    answer = client.generic(method, path.format_map(world.words), headers={"Authorization": scheme + rest})
    assert answer.status_code < 500
    if world.allowed[path, method]["nobody"] != A:
        assert answer.status_code >= 400
