"""A program (a bearer token) passes by what pages need, and is answered and refused as before; a session gets it all."""

import gc

import pytest
from django.test import Client, RequestFactory

from backend import programs
from tests.factories.people import bearer, make_user

pytestmark = pytest.mark.django_db
ME = "/api/v1/me/"
MADE = {"name": "ERP", "scopes": ["read"]}


def head(answer):
    """Its headers; each policy's words in order, for the library draws them from a set."""
    told = {name: value for name, value in answer.headers.items() if name not in {"X-Request-ID", "Vary"}}
    return told | {"Content-Security-Policy": sorted(told["Content-Security-Policy"].split("; "))}


def test_a_program_and_a_session_get_the_same_answer_under_the_same_headers(client):
    user = make_user()
    by_token = client.get(ME, headers=bearer(user, "read") | {"Accept-Language": "ja"})
    client.force_login(user)
    by_session = client.get(ME, headers={"Accept-Language": "ja"})
    assert by_token.json() == by_session.json()
    assert head(by_token) == head(by_session)
    assert head(by_token)["Content-Language"] == "ja"
    assert "Accept-Language" in by_token["Vary"]


def test_a_programs_refusals_are_the_same_too(client):
    user = make_user()
    headers = bearer(user, "scan") | {"Accept-Language": "en"}
    refused = client.post("/api/v1/tokens/", MADE, content_type="application/json", headers=headers)
    assert (refused.status_code, refused["Content-Type"]) == (403, "application/problem+json")
    headers = bearer(user, "read")
    for path, status in (("/api/v1/nothing/", 404), ("/api/v1/me", 301), (f"{ME}?x=%00", 404)):
        assert client.get(path, headers=headers).status_code == status
    unlike = client.get(ME, headers=headers | {"Accept": "text/html"})
    assert unlike.status_code == 406
    assert client.get(f"{ME}?format=xml", headers=headers).status_code == 404
    assert client.get(f"{ME}?format=json", headers=headers).status_code == 200
    assert client.get(ME, headers=headers | {"Accept": "text/html, */*;q=0.1"}).status_code == 200


def test_a_bad_token_is_refused_whatever_session_comes_along(client):
    client.force_login(make_user())
    for given in ("Bearer phn_nothing", "bearer phn_nothing", "BEARER  x", "Bearer "):
        assert client.get(ME, headers={"Authorization": given}).status_code == 401


def test_a_session_on_the_api_keeps_its_guard_against_forgery():
    guarded = Client(enforce_csrf_checks=True)
    guarded.force_login(make_user())
    assert guarded.post("/api/v1/tokens/", MADE, content_type="application/json").status_code == 403
    page = guarded.get("/account/log-in/", follow=True)
    secret = guarded.cookies["csrftoken"].value if "csrftoken" in guarded.cookies else page.context["csrf_token"]
    guarded.cookies["csrftoken"] = str(secret)
    made = guarded.post("/api/v1/tokens/", MADE, content_type="application/json", headers={"X-CSRFToken": str(secret)})
    assert made.status_code == 201


def test_only_the_api_with_a_token_is_a_programs(rf):
    token = {"Authorization": "Bearer phn_x"}
    assert programs.is_program(rf.get(ME, headers=token))
    for path in ("/", "/api/docs/", "/api/schema.yaml", "/healthz", "/en/api/v1/"):
        assert not programs.is_program(rf.get(path, headers=token))
    for other in ({}, {"Authorization": "Basic eA=="}, {"Authorization": "Bearerx y"}):
        assert not programs.is_program(rf.get(ME, headers=other))


@pytest.fixture
def left_behind():
    """How many things a program's call leaves to the collector, after the first few, which load what they need."""
    answers = programs.Programs(lambda _: pytest.fail("this is no program"))
    calls = RequestFactory(headers=bearer(make_user(), "read"))

    def left(method="get", path=ME):
        for _ in range(3):
            call(method, path)
        gc.collect()
        gc.disable()
        try:
            for _ in range(10):
                call(method, path)
            return gc.collect() / 10
        finally:
            gc.enable()

    def call(method, path):
        assert answers(getattr(calls, method)(path)).status_code in {200, 405}

    return left


def test_a_call_leaves_next_to_nothing_to_the_collector(left_behind, monkeypatch):
    """Django's compiler leaves three things a query. The twin leaves view, request and answer as they name each other: that
    is a tenth of a second of rest every thousand calls."""
    assert max(left_behind(), left_behind(path="/api/v1/fairs/"), left_behind("post")) < 10
    monkeypatch.setattr(programs, "_unwind", lambda _: None)
    assert left_behind() > 20
