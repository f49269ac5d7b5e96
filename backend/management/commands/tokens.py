"""`manage.py tokens make|list|revoke`: API tokens from the command line, for who runs the house."""

import datetime as dt
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import ApiToken, User
from accounts.queries import tokens_of
from accounts.scopes import SCOPES
from accounts.services.tokens import make_token, revoke_token
from kernel.clock import now


class Command(BaseCommand):
    help = "Make, list and revoke API tokens. A secret is printed once, when it is made."

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        make = acts.add_parser("make")
        make.add_argument("email")
        make.add_argument("--name", default="command line")
        make.add_argument("--scopes", default="read", help=f"with commas between them: {', '.join(SCOPES)}")
        make.add_argument("--days", type=int, help="until it expires; for ever unless said")
        acts.add_parser("list").add_argument("email")
        acts.add_parser("revoke").add_argument("id")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["act"] == "revoke":
            self._revoke(options["id"])
        elif options["act"] == "list":
            for token in tokens_of(_user(options["email"])):
                self.stdout.write(f"{token.public_id}  {token.prefix}…  {','.join(token.scopes):24}  {token.name}")
        else:
            self._make(options)

    def _make(self, options: dict[str, Any]) -> None:
        scopes = options["scopes"].split(",")
        if unknown := sorted(set(scopes) - set(SCOPES)):
            raise CommandError(f"No such scope: {', '.join(unknown)}. There are {', '.join(SCOPES)}.")
        days = options["days"]
        _, secret = make_token(
            _user(options["email"]),
            name=options["name"],
            scopes=scopes,
            expires_at=None if days is None else now() + dt.timedelta(days=days),
        )
        self.stdout.write(secret)

    def _revoke(self, public_id: str) -> None:
        token = ApiToken.objects.filter(public_id=public_id).first()
        if token is None:
            raise CommandError(f"There is no token {public_id}.")
        revoke_token(token)
        self.stdout.write(f"{token} works no more.")


def _user(email: str) -> User:
    user = User.objects.filter(email=email.lower()).first()
    if user is None:
        raise CommandError(f"Nobody logs in as {email}.")
    return user
