"""What a hostile or clumsy client may send: for every operation of the schema, made-up input never breaks the server.

Most ids in addresses and bodies are real ones of a small world, so that requests get past the 404, and most are sent by
somebody whom the table of permissions lets in. The examples are the same at every run; FUZZ_EXAMPLES=500 looks harder.
"""

import os
from pathlib import Path
from random import Random

import pytest
import schemathesis
import yaml
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.urls import resolve
from hypothesis import HealthCheck, settings
from rest_framework.throttling import SimpleRateThrottle
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance

from backend.wsgi import application
from tests.factories.people import bearer
from tests.permissions.table import A, rows
from tests.permissions.world import ROLES, standing_world

HOUSE = Path(__file__).resolve().parents[2]
EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "8"))
TABLE = rows()
CHECKS = [not_a_server_error, content_type_conformance, response_schema_conformance]

schema = schemathesis.openapi.from_dict(yaml.load((HOUSE / "docs/api/openapi.yaml").read_bytes(), yaml.CSafeLoader))
schema.app = application
schema.config.phases.coverage.enabled = False
schema.config.analysis.constants.enabled = EXAMPLES > 8  # for them, who only collects would read the whole house


def takes_nothing(context):
    """No body, no query, no header: but for the name in its address, every example would be the same request."""
    said = context.operation.definition.raw
    return "requestBody" not in said and all(one["in"] == "path" for one in said.get("parameters", ()))


bare, asking = schema.include(takes_nothing), schema.exclude(takes_nothing)
SAME = {"derandomize": True, "database": None, "deadline": None, "suppress_health_check": list(HealthCheck)}


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker):
    with standing_world(django_db_blocker) as world:
        world.headers = {role: bearer(user) if user else {} for role, user in world.users.items()}
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


def somebody(world, operation):
    """Nine of ten times one of those whom the table lets in."""
    route = resolve(operation.path.format_map(world.words)).view_name
    row = dict(zip(ROLES, TABLE[route, operation.method.upper()], strict=True))
    welcome = [role for role in ROLES if row[role] == A]
    return world.dice.choice(welcome if welcome and world.dice.random() < 0.9 else ROLES)


def send(case, world, *, real_names):
    case.path_parameters = with_real_ids(world, case.path_parameters, real_names)
    case.body = with_real_ids(world, case.body, 0.75)
    response = case.call(headers=world.headers[somebody(world, case.operation)])
    case.validate_response(response, checks=CHECKS)


@pytest.mark.slow
@asking.parametrize()
@settings(max_examples=EXAMPLES, **SAME)
def test_nothing_sent_to(case, world):
    send(case, world, real_names=0.95)


@pytest.mark.slow
@bare.parametrize()
@settings(max_examples=max(3, EXAMPLES // 4), **SAME)
def test_no_name_asked_of(case, world):
    send(case, world, real_names=0.75)
