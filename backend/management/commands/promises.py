"""`manage.py promises`: how the rows stand that keep promises; and once more for what was given up."""

import datetime as dt
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Count

from booking.services.deliveries import DeliveryUnderWay, resend
from fairs.models import Fair
from kernel.clock import now
from kernel.models import Message, MessageState
from kernel.queries import promise_counts
from kernel.relay import try_failed_again

ENDED = (MessageState.FAILED, MessageState.UNKNOWN)


class Command(BaseCommand):
    help = "Show letters and events by state (no word: show), or have what was given up tried again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act")
        acts.add_parser("show")
        letters = acts.add_parser("resend", help="letters that ended failed or unknown")
        letters.add_argument("--state", choices=ENDED, default=MessageState.FAILED.value)
        letters.add_argument("--hours", type=float, default=24, help="written within so many hours")
        letters.add_argument("--fair", help="a fair's slug; all fairs unless said")
        acts.add_parser("retry-events", help="events whose letters could not be written")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["act"] == "resend":
            self._resend(options)
        elif options["act"] == "retry-events":
            self.stdout.write(f"{try_failed_again()} events wait again")
        else:
            self._show()

    def _show(self) -> None:
        counts = promise_counts()
        for state in MessageState.values:
            self.stdout.write(f"letters {state:12}{counts.messages.get(state, 0):8}")
        self.stdout.write(f"events waiting      {counts.outbox_waiting:8}, the oldest for {counts.outbox_lag:.0f} s")
        self.stdout.write(f"events given up     {counts.outbox_failed:8}")
        self.stdout.write(f"due and late        {counts.due_late:8}")
        troubled = Message.objects.exclude(last_error="").exclude(state=MessageState.SENT)
        for row in troubled.values("state", "last_error").annotate(number=Count("pk")).order_by("-number")[:10]:
            self.stdout.write(f"{row['number']:6} {row['state']}: {row['last_error']}")

    def _resend(self, options: dict[str, Any]) -> None:
        found = Message.objects.filter(
            state=options["state"], created_at__gte=now() - dt.timedelta(hours=options["hours"])
        ).exclude(text="")  # emptied with whoever it went to
        if slug := options["fair"]:
            fair = Fair.objects.filter(slug=slug).first()
            if fair is None:
                raise CommandError(f"There is no fair {slug}.")
            found = found.filter(scope=fair.public_id)
        number = 0
        for message in found.order_by("pk"):
            try:
                resend(message, actor_id=None)
            except DeliveryUnderWay:
                continue
            number += 1
        self.stdout.write(f"{number} letters wait again")
