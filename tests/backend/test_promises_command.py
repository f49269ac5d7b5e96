"""The operator sees the promises and has what was given up tried again."""

import datetime as dt

import pytest
from django.core.management import CommandError, call_command

from badges.keys import SigningKey
from booking.keys import signing_key
from kernel.clock import now
from kernel.models import HistoryEntry, Message, OutboxEvent
from tests.factories.fair import make_fair

pytestmark = pytest.mark.django_db


def make_letter(fair, number, *, state="failed", **fields):
    return Message.objects.create(
        scope=fair.public_id, subject_type="x", subject_id=number, kind="k", recipient="a@mail.example", title="t",
        text="t", state=state, attempts=5, last_error="550 no such user" if state == "failed" else "", **fields,
    )  # fmt: skip


def states():
    return list(Message.objects.order_by("subject_id").values_list("state", flat=True))


def test_it_shows_letters_events_and_why(capsys):
    fair = make_fair()
    for number, state in enumerate(["failed", "failed", "sent", "ready"]):
        make_letter(fair, number, state=state)
    OutboxEvent.objects.create(name="x.y", created_at=now() - dt.timedelta(seconds=90))
    call_command("promises")
    shown = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert "letters failed 2" in shown
    assert "letters sent 1" in shown
    assert "events waiting 1, the oldest for 90 s" in shown
    assert shown[-1] == "2 failed: 550 no such user"


def test_failed_letters_of_one_fair_wait_again(capsys):
    fair, other = make_fair(), make_fair()
    make_letter(fair, 0)
    make_letter(other, 1)
    make_letter(fair, 2, state="unknown")
    make_letter(fair, 3, state="sent")
    make_letter(fair, 4, created_at=now() - dt.timedelta(hours=30))
    call_command("promises", "resend", "--fair", fair.slug)
    assert capsys.readouterr().out == "1 letters wait again\n"
    assert states() == ["ready", "failed", "unknown", "sent", "failed"]
    assert HistoryEntry.objects.get().actor_id is None
    call_command("promises", "resend", "--state", "unknown", "--hours", "1")
    assert states() == ["ready", "failed", "ready", "sent", "failed"]
    with pytest.raises(CommandError, match="nowhere"):
        call_command("promises", "resend", "--fair", "nowhere")


def test_events_given_up_wait_again(capsys):
    OutboxEvent.objects.create(name="a.b", failed_at=now(), attempts=5)
    OutboxEvent.objects.create(name="a.b", relayed_at=now(), attempts=1)
    call_command("promises", "retry-events")
    assert capsys.readouterr().out == "1 events wait again\n"
    assert list(OutboxEvent.objects.order_by("pk").values_list("failed_at", "attempts")) == [(None, 0), (None, 1)]


def test_the_next_badge_key_is_drawn_with_the_old_one_still_believed(capsys):
    call_command("badge_keys")
    present = signing_key()
    assert capsys.readouterr().out == f"{present.key_id}={present.verify_key.public.hex()}  signs\n"
    call_command("badge_keys", "new")
    drawn = dict(line.split("=", 1) for line in capsys.readouterr().out.splitlines())
    assert int(drawn["BADGE_KEY_ID"]) == present.key_id + 1
    assert SigningKey.from_hex(2, drawn["BADGE_SIGNING_SEED"]).seed != present.seed
    assert drawn["BADGE_PUBLIC_KEYS"] == f"{present.key_id}={present.verify_key.public.hex()}"
