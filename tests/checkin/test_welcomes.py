"""The small statement of a plain welcome never says yes where the whole one says no, and writes what that would write."""

import datetime as dt

import pytest
from django.db import transaction

from accounts.roles import Role
from checkin.access.posts import post_for
from checkin.models import Admission, Annulment, Scan
from checkin.services import scans
from kernel.clock import now
from tests.factories.door import make_device, post_of
from tests.factories.fair import make_checkin_list, make_fair, make_gate, make_workshop
from tests.factories.people import make_company, make_member, make_person
from tests.factories.visits import make_badge, make_registration

pytestmark = pytest.mark.django_db
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


class Door:
    """A list that is open and a good badge; what a case changes of them it changes alone."""

    def __init__(self):
        self.at = now()
        self.fair = make_fair()
        self.list = make_checkin_list(self.fair, opens_at=self.at - HOUR, closes_at=self.at + HOUR)
        self.gate = make_gate(self.fair)
        person = make_person(company=make_company("Cơ khí Đông Anh"), full_name="Trần Thị Hoa")
        self.registration = make_registration(self.fair, person)
        self.badge = make_badge(self.registration, not_after=self.at + DAY)
        guard = make_member(self.fair.organisation, Role.DOOR)
        self.post = post_for(guard, self.fair.slug, gate=self.gate.public_id, checkin_list=self.list.public_id)
        self.device = None

    def of(self, thing, **fields):
        type(thing).objects.filter(pk=thing.pk).update(**fields)

    def enters(self, gate=None):
        Admission.objects.create(
            checkin_list=self.list, registration=self.registration, gate=gate or self.gate, nonce="was-here", at=self.at
        )

    def by_device(self):
        self.device = make_device(self.gate, self.list)
        self.post = post_of(self.device).at(self.list.public_id)

    def scan(self, **fields):
        """What the guard reads, and all that was written."""
        seq = 1 if self.device else None
        look = scans.ScanRequest(text=self.badge.code, nonce="nonce-0001", seq=seq, **fields)
        told = scans.scan_badge(self.post, look, now=self.at)
        unsaid = {"id", "public_id", "received_at"}
        rows = [
            {name: value for name, value in row.items() if name not in unsaid}
            for kind in (Scan, Admission)
            for row in kind.objects.order_by("pk").values()
        ]
        return {name: getattr(told, name) for name in told.__slots__ if name not in unsaid}, rows


def _enters_again(door):
    door.of(door.list, re_entry=True)
    door.enters(make_gate(door.fair, "G9"))


def _inside_still(door):
    door.of(door.list, re_entry=True, exits=True)
    door.scan()
    Scan.objects.update(nonce="was-here")


def _unheard(door):
    door.by_device()
    Annulment.objects.create(
        fair=door.fair, device_id=door.post.device_id, nonce="nonce-0001", cause="unheard", at=door.at
    )


def _said_of_another(door):
    """The nonce was this fair's before, of somebody else."""
    own, door.badge = door.badge, make_badge(make_registration(door.fair))
    door.scan()
    door.badge = own


WELCOMES = {
    "plain": lambda door: None,
    "by a device": Door.by_device,
    "without a firm": lambda door: door.of(door.registration, company=None),
    "of a role that is named": lambda door: door.of(door.list, roles=["press", "visitor"]),
    "of this day": lambda door: door.of(door.registration, days=[door.at.astimezone(door.post.zone).date()]),
    "at the public's first moment": lambda door: door.of(door.list, public_from=door.at),
    "early, of an early role": lambda door: door.of(door.list, public_from=door.at + HOUR / 2, early_roles=["visitor"]),
    "late, of an early role": lambda door: door.of(door.list, public_until=door.at, early_roles=["visitor"]),
    "again, where that is allowed": _enters_again,
    "at the badge's last moment": lambda door: door.of(door.badge, not_after=door.at),
    "at the list's first moment": lambda door: door.of(door.list, opens_at=door.at),
}
BADGE, PERSON = (
    "b.state NOT IN ('replaced', 'revoked') AND",
    "r.state NOT IN ('withdrawn', 'erased', 'rejected', 'pending')",
)
HEARD, NEW = "AND a.cause = 'unheard'", "AND nonce >= %(nonce)s::text"  # of what must not exist
OTHERS = [  # with the condition that keeps each from being a welcome
    (Door.enters, "(a.id IS NULL OR l.re_entry) AND"),
    (_inside_still, "AND NOT (l.re_entry AND l.exits)"),
    (lambda door: door.of(door.badge, state="replaced", ended_at=door.at), BADGE),
    (lambda door: door.of(door.badge, state="revoked", ended_at=door.at), BADGE),
    (lambda door: door.of(door.registration, state="withdrawn"), PERSON),
    (lambda door: door.of(door.registration, state="erased"), PERSON),
    (lambda door: door.of(door.registration, state="rejected"), PERSON),
    (lambda door: door.of(door.registration, state="pending"), PERSON),
    (lambda door: door.of(door.registration, role="crew"), "AND r.role <> 'crew'"),
    (lambda door: door.of(door.badge, not_after=door.at - HOUR), "AND %(at)s::timestamptz <= b.not_after"),
    (lambda door: door.of(door.list, opens_at=door.at + HOUR / 2), "%(at)s::timestamptz >= l.opens_at AND"),
    (lambda door: door.of(door.list, closes_at=door.at), "AND %(at)s::timestamptz < l.closes_at"),
    (lambda door: door.of(door.list, roles=["press"]), "(cardinality(l.roles) = 0 OR r.role = ANY (l.roles))"),
    (lambda door: door.of(door.list, public_from=door.at + HOUR / 2), "%(at)s::timestamptz < l.public_from OR"),
    (lambda door: door.of(door.list, public_until=door.at), "OR %(at)s::timestamptz >= l.public_until"),
    (lambda door: door.of(door.registration, days=[(door.at + 3 * DAY).date()]), "(cardinality(r.days) = 0 OR %(day)s::date = ANY (r.days))"),
    (lambda door: door.of(door.list, workshop=make_workshop(door.fair)), "AND l.workshop_id IS NULL"),
    (_unheard, HEARD),
    (_said_of_another, NEW),
]  # fmt: skip


def told(door, monkeypatch, welcome, **fields):
    with monkeypatch.context() as patch, transaction.atomic():
        patch.setattr(scans, "welcome_statement", welcome)
        answer = door.scan(**fields)
        transaction.set_rollback(True)
    return answer


def nothing(*_of, **_how):
    return "SELECT NULL::text WHERE false"


@pytest.mark.parametrize("case", WELCOMES)
def test_a_welcome_is_told_and_written_as_by_the_whole_statement(monkeypatch, case):
    door = Door()
    WELCOMES[case](door)
    small = told(door, monkeypatch, scans.welcome_statement)
    assert small == told(door, monkeypatch, nothing)
    monkeypatch.setattr(scans, "statement", nothing)
    assert door.scan() == small
    assert small[0]["verdict"] == "ok"


def test_what_is_no_plain_welcome_is_left_to_the_whole_statement(monkeypatch):
    for change, condition in OTHERS:
        with transaction.atomic():
            door = Door()
            change(door)
            whole = told(door, monkeypatch, nothing)
            assert told(door, monkeypatch, scans.welcome_statement) == whole, condition
            assert told(door, monkeypatch, milder(condition)) != whole, condition
            transaction.set_rollback(True)


def milder(condition):
    """The twin: the small statement without one of its conditions."""
    real = scans.welcome_statement
    is_joined = condition.startswith(("AND", "OR")) or condition.endswith(("AND", "OR"))
    word = "AND false" if condition in {HEARD, NEW} else "" if is_joined else "true"

    def without(*of, **how):
        text = real(*of, **how)
        assert condition in text
        return text.replace(condition, word)

    return without


def test_an_exit_is_no_welcome(monkeypatch):
    door = Door()
    assert told(door, monkeypatch, scans.welcome_statement, direction="exit") == told(
        door, monkeypatch, nothing, direction="exit"
    )
