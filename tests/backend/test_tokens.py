"""Tokens: shown once, hashed, scoped, revocable; nobody sees another's."""

import datetime as dt

import pytest

from accounts.models import ApiToken
from accounts.services.tokens import make_token, token_of_secret
from kernel.clock import now
from tests.factories.people import bearer, make_user

pytestmark = pytest.mark.django_db


def test_token_is_shown_once_and_kept_as_a_digest(client):
    user = make_user()
    client.force_login(user)
    made = client.post("/api/v1/tokens/", {"name": "ERP", "scopes": ["read", "book"]}, content_type="application/json")
    assert made.status_code == 201
    secret = made.json()["secret"]
    row = ApiToken.objects.get()
    assert secret not in (row.digest, row.prefix)
    assert row.scopes == ["book", "read"]
    listed = client.get("/api/v1/tokens/").json()
    assert [entry["prefix"] for entry in listed] == [secret[:8]]
    assert "secret" not in listed[0]


def test_token_acts_as_its_user_within_its_scopes(client):
    user = make_user()
    me = client.get("/api/v1/me/", headers=bearer(user, "read"))
    assert (me.status_code, me.json()["email"]) == (200, user.email)
    refused = client.get("/api/v1/tokens/", headers=bearer(user, "scan"))
    assert (refused.status_code, refused.json()["status"]) == (403, 403)
    assert refused["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("secret", ["phn_nothing", "", "x" * 500, "phn_" + "é" * 20])
def test_unknown_secrets_answer_401(client, secret):
    answer = client.get("/api/v1/me/", headers={"Authorization": f"Bearer {secret}".encode().decode("latin-1")})
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_expired_revoked_and_inactive_tokens_are_dead():
    user = make_user()
    token, secret = make_token(user, name="t", scopes=["read"], expires_at=now() + dt.timedelta(hours=1))
    assert token_of_secret(secret, now=now()) == token
    assert token_of_secret(secret, now=now() + dt.timedelta(hours=2)) is None
    user.is_active = False
    user.save(update_fields=["is_active"])
    assert token_of_secret(secret, now=now()) is None


def test_another_users_token_does_not_exist(client):
    owner, other = make_user(), make_user()
    token, _ = make_token(owner, name="t", scopes=["read"])
    client.force_login(other)
    assert client.delete(f"/api/v1/tokens/{token.public_id}/").status_code == 404
    assert ApiToken.objects.get(pk=token.pk).revoked_at is None
    client.force_login(owner)
    assert client.delete(f"/api/v1/tokens/{token.public_id}/").status_code == 204
    assert ApiToken.objects.get(pk=token.pk).revoked_at is not None


def test_a_token_cannot_make_tokens(client):
    user = make_user()
    answer = client.post(
        "/api/v1/tokens/", {"name": "x", "scopes": ["read"]}, content_type="application/json", headers=bearer(user)
    )
    assert (answer.status_code, answer.json()["code"]) == (403, "token_by_token")
    assert ApiToken.objects.count() == 1


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"name": "x", "scopes": ["read"], "admin": True}, "/admin"),
        ({"name": "x", "scopes": ["root"]}, "/scopes/0"),
        ({"name": "x", "scopes": ["read"], "expires_at": "2026-09-24T09:20:00"}, "/expires_at"),
        ({"scopes": ["read"]}, "/name"),
    ],
)
def test_malformed_requests_name_the_field(client, body, pointer):
    client.force_login(make_user())
    answer = client.post("/api/v1/tokens/", body, content_type="application/json")
    assert answer.status_code == 400
    assert pointer in [error["pointer"] for error in answer.json()["errors"]]
    assert ApiToken.objects.count() == 0
