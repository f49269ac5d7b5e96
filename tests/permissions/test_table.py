"""Every route x method x role against the table; a route without a row fails the suite."""

import json
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import URLPattern, get_resolver, reverse

from backend import throttles
from tests.permissions.table import A, rows
from tests.permissions.world import ROLES, World, standing_world
from web import refusals

pytestmark = pytest.mark.django_db
TABLE = rows()
DENIED = {401, 403, 404, 405}
METHODS = ("get", "post", "put", "patch", "delete")


def routes(patterns=None, namespace=""):
    """Every named route, with the word each of its placeholders takes."""
    for entry in patterns or get_resolver().url_patterns:
        if isinstance(entry, URLPattern):
            yield f"{namespace}{entry.name}", entry
        else:
            inner = f"{entry.namespace}:" if entry.namespace else namespace
            yield from routes(entry.url_patterns, inner)


def address(route: str, world: World) -> str:
    """The route's own address in the world; `company` is a slug on pages and an id in the API."""
    namespace, _, name = route.rpartition(":")
    resolver = get_resolver()
    if namespace:
        resolver = resolver.namespace_dict[namespace][1]
    placeholders = resolver.reverse_dict.getlist(name)[0][0][0][1]
    words = (
        world.words | ({"company": world.words["company_slug"]} if namespace else {}) | world.own_words.get(route, {})
    )
    return reverse(route, kwargs={placeholder: words[placeholder] for placeholder in placeholders})


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    with standing_world(django_db_blocker) as world:
        yield world


@pytest.fixture(scope="module")
def sessions(world, django_db_blocker):
    """The session cookie of each role, logged in once: a log-in for every answer would cost as much as the answer.

    The session stands in its cookie: fetching it from a table three thousand times says nothing of permissions.
    """
    cookies = {}
    with (
        django_db_blocker.unblock(),
        override_settings(SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies"),
    ):
        for role, user in world.users.items():
            client = Client()
            if user is not None:
                client.force_login(user)
            cookies[role] = {name: morsel.value for name, morsel in client.cookies.items()}
        yield cookies


@pytest.fixture(scope="module")
def client(sessions):
    """One for all: what a client sets up for itself takes a tenth of an answer."""
    return Client(raise_request_exception=False)


@pytest.fixture(autouse=True)
def unthrottled(monkeypatch):
    for throttle in (throttles.AnonThrottle, throttles.UserThrottle, throttles.ScopedThrottle):
        monkeypatch.setattr(throttle, "allow_request", lambda *_: True)


@pytest.fixture(autouse=True)
def pages_are_not_copied(monkeypatch):
    """The test client keeps a copy of every context of every template; here only the status counts."""
    monkeypatch.setattr("django.test.client.store_rendered_templates", lambda *_, **__: None)


@pytest.fixture(scope="module")
def written():
    return set()


@pytest.fixture(autouse=True)
def refusals_are_written_once_a_role(monkeypatch, written):
    """Each role is shown each page of refusal once; after that its status is enough."""
    write = refusals.render

    def write_once(request, template, context, *, status):
        page = (template, request.COOKIES.get("sessionid"))
        if page in written:
            return HttpResponse(status=status)
        written.add(page)
        return write(request, template, context, status=status)

    monkeypatch.setattr(refusals, "render", write_once)


@contextmanager
def undone() -> Iterator[None]:
    """What is written inside is taken back, so that answers do not disturb each other."""
    step = transaction.atomic()
    step._from_testcase = True  # a unit of work inside may still be the outermost
    with step:
        yield
        transaction.set_rollback(True)


def answer_of(client: Client, world: World, cookies: dict[str, str], route: str, method: str, url: str) -> int | str:
    client.cookies.clear()
    client.cookies.load(cookies)
    body = world.bodies.get((route, method), {})
    with nullcontext() if method == "GET" else undone():
        if route.startswith("web:") and method == "POST":
            answer = client.post(url, body)
        else:
            answer = client.generic(method, url, json.dumps(body), "application/json")
    if answer.status_code == 302 and answer["Location"].startswith("/log-in/?next="):
        return "login"
    return answer.status_code


def fits(expected: str, status: int | str) -> bool:
    if expected == A:
        return isinstance(status, int) and status not in DENIED and status < 500
    return str(status) == expected


@pytest.mark.parametrize(("route", "method"), sorted(TABLE))
def test_each_role_gets_what_the_table_says(world, client, sessions, route, method):
    assert route in dict(routes()), "the table names a route that is gone"
    url = address(route, world)
    expected = TABLE[route, method]
    assert len(expected) == len(ROLES)
    with undone():
        found = {role: answer_of(client, world, sessions[role], route, method, url) for role in ROLES}
    wrong = {
        role: (want, found[role]) for role, want in zip(ROLES, expected, strict=True) if not fits(want, found[role])
    }
    assert wrong == {}


def test_every_route_and_method_has_a_row():
    missing = []
    for route, entry in routes():
        view = getattr(entry.callback, "view_class", None) or getattr(entry.callback, "cls", None)
        if view is not None:
            methods = [name.upper() for name in METHODS if hasattr(view, name)]
        else:
            methods = sorted({method for name, method in TABLE if name == route}) or ["GET"]
        missing += [(route, method) for method in methods if (route, method) not in TABLE]
    assert missing == []


def test_every_api_route_says_who_may_come_in():
    for route, entry in routes():
        view = getattr(entry.callback, "view_class", None) or getattr(entry.callback, "cls", None)
        if view is not None and view.__module__.startswith("backend."):
            says = any(
                "permission_classes" in vars(one) for one in view.__mro__ if one.__module__.startswith("backend.")
            )
            assert says, f"{route} does not say who may come in"
