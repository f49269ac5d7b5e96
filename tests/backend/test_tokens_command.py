"""Tokens from the command line: made, listed without their secret, revoked."""

import pytest
from django.core.management import CommandError, call_command

from accounts.models import ApiToken
from kernel.clock import now
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


def test_a_token_is_made_works_and_is_revoked(client, capsys):
    user = make_user("erp@mail.example")
    call_command("tokens", "make", "ERP@mail.example", "--name", "ERP", "--scopes", "read,book", "--days", "2")
    secret = capsys.readouterr().out.strip()
    token = ApiToken.objects.get()
    assert (token.user, token.name, token.scopes) == (user, "ERP", ["book", "read"])
    assert 1.9 < (token.expires_at - now()).total_seconds() / 86400 <= 2
    headers = {"Authorization": f"Bearer {secret}"}
    assert client.get("/api/v1/me/", headers=headers).json()["email"] == user.email
    call_command("tokens", "list", user.email)
    listed = capsys.readouterr().out
    assert listed.split() == [token.public_id, f"{token.prefix}…", "book,read", "ERP"]
    assert secret not in listed
    call_command("tokens", "revoke", token.public_id)
    assert client.get("/api/v1/me/", headers=headers).status_code == 401


@pytest.mark.parametrize("words", [["make", "x@mail.example"], ["revoke", "x"], ["list", "x@mail.example"]])
def test_what_is_not_there_is_named(words):
    with pytest.raises(CommandError, match="x"):
        call_command("tokens", *words)
    assert not ApiToken.objects.exists()


def test_an_unknown_scope_is_named():
    user = make_user()
    with pytest.raises(CommandError, match="No such scope: fly"):
        call_command("tokens", "make", user.email, "--scopes", "read,fly")
    assert not ApiToken.objects.exists()
