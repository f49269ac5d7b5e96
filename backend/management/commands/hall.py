"""`manage.py hall join SITE CODE | sync [--once] | show | code DEVICE`: this computer as the server at the venue (docs/adr/0028)."""

import signal
import threading
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from backend.hall.link import Link, LinkBroken, Refused
from backend.hall.loop import keep_in_step
from backend.hall.rounds import joined, whole_round
from checkin.models import Device, Upstream
from checkin.queries.unsent import unsent
from checkin.services.devices import renew_code
from kernel.clock import now
from kernel.errors import DomainError


class Command(BaseCommand):
    help = "Join the fair's server with the organiser's code, stay in step with it, or show how it stands."

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        join = acts.add_parser("join", help="with the code the organiser's page “Devices” made")
        join.add_argument("site", help="the fair's address, such as https://fair.example")
        join.add_argument("code")
        sync = acts.add_parser("sync", help="tell and take, again and again, until stopped")
        sync.add_argument("--once", action="store_true", help="one round, then end")
        acts.add_parser("show", help="what is told and taken so far")
        code = acts.add_parser("code", help="let a device in here, with the line down")
        code.add_argument("device", help="the name the organiser gave it")

    def handle(self, *, act: str, **options: Any) -> None:
        if not settings.HALL_SERVER:
            raise CommandError("This is not a hall server. Set HALL_SERVER=true, or start it with `make hall`.")
        if act == "join":
            self._join(options["site"].rstrip("/"), options["code"])
            return
        upstream = Upstream.objects.first()
        if upstream is None:
            raise CommandError("This hall server has not joined a fair yet: manage.py hall join SITE CODE")
        if act == "show":
            self._show(upstream)
        elif act == "code":
            self._code(options["device"])
        elif options["once"]:
            self._once(upstream)
        else:
            stop = threading.Event()
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, lambda *_: stop.set())
            keep_in_step(stop)

    def _join(self, site: str, code: str) -> None:
        try:
            upstream = joined(site, code)
        except LinkBroken as exc:
            raise CommandError(
                f"{site} does not answer ({exc}). Is the address right, and is there a network?"
            ) from exc
        except (Refused, DomainError) as exc:
            raise CommandError(str(exc)) from exc
        self.stdout.write(f"Joined: {upstream.fair_name}, as “{upstream.name}”.")

    def _once(self, upstream: Upstream) -> None:
        try:
            whole_round(Link(upstream.site, upstream.key))
        except (LinkBroken, Refused) as exc:
            raise CommandError(str(exc)) from exc

    def _code(self, name: str) -> None:
        """The fair's server hears of it with the next words; whom it has shut out stays out."""
        device = Device.objects.filter(name=name).first()
        if device is None:
            raise CommandError(f"The organiser has made no device “{name}”.")
        if device.revoked_at is not None:
            raise CommandError(f"The organiser has shut “{name}” out; only the fair's server lets it in again.")
        _, code = renew_code(device, actor_id=None, now=now())
        self.stdout.write(f"{settings.SITE_URL}{reverse('web:door_app')}#enrol={code}")
        self.stdout.write(f"Open this on the device, or type {code} there. It works once, for 15 minutes.")

    def _show(self, upstream: Upstream) -> None:
        self.stdout.write(f"fair      {upstream.fair_name} at {upstream.site}")
        self.stdout.write(
            f"taken     {upstream.pulled_at or 'never'}{' (a pull is under way)' if upstream.pulling else ''}"
        )
        self.stdout.write(f"told      {upstream.pushed_at or 'never'}, {unsent(upstream)} scans to tell")
        self.stdout.write(f"refused   {len(upstream.refused)}")
        self.stdout.write(f"trouble   {upstream.trouble or 'none'}")
