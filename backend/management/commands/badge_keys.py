"""`manage.py badge_keys`: the public keys the door believes; `new` draws a seed for the next one."""

import secrets
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from badges.keys import SigningKey
from booking.keys import key_ring, signing_key


class Command(BaseCommand):
    help = "Show the public keys of badges, or draw a new seed. Nothing is changed: keys are settings."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("act", nargs="?", choices=("show", "new"), default="show")

    def handle(self, *, act: str, **_options: Any) -> None:
        if act == "show":
            for key in key_ring():
                mark = "  signs" if key.key_id == signing_key().key_id else ""
                self.stdout.write(f"{key.key_id}={key.public.hex()}{mark}")
            return
        present = signing_key().verify_key
        following = SigningKey(key_id=(present.key_id + 1) % 256, seed=secrets.token_bytes(32))
        self.stdout.write(f"BADGE_KEY_ID={following.key_id}")
        self.stdout.write(f"BADGE_SIGNING_SEED={following.seed.hex()}")
        self.stdout.write(f"BADGE_PUBLIC_KEYS={present.key_id}={present.public.hex()}")
