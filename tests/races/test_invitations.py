"""Law: an invitation credits nobody more often than it says. Many register with the same code at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier

import pytest
from django.db import connection

from booking.models import InvitationCode, Registration
from booking.services import invitations as service
from booking.services.registrations import Visitor, register_visitor
from kernel.errors import DomainError
from tests.factories.fair import make_exhibitor, make_fair
from tests.factories.people import make_company, make_member

pytestmark = pytest.mark.django_db(transaction=True)
MOST, THREADS, EACH = 5, 4, 4


def everybody_registers():
    """The code afterwards, how many were registered, how many of them credited to the firm."""
    fair = make_fair()
    exhibitor = make_exhibitor(fair, make_company())
    boss = make_member(exhibitor.company.organisation, "admin")
    code = service.make_invitation(exhibitor, label="", most=MOST, expires_at=None, actor_id=boss.pk)
    barrier = Barrier(THREADS)

    def register(lane):
        try:
            for n in range(EACH):
                barrier.wait(timeout=30)
                who = Visitor(
                    full_name=f"Khách {lane}{n}",
                    email=f"k{lane}{n}@mail.example",
                    has_consented=True,
                    invitation=code.code,
                )
                register_visitor(fair, who)
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(register, range(THREADS)))
    code.refresh_from_db()
    registered = Registration.objects.filter(fair=fair, state="complete")
    return code.uses, registered.count(), registered.filter(invitation=code).count()


@contextmanager
def without_the_check():
    check = next(one for one in InvitationCode._meta.constraints if one.name == "invitation_not_overused")
    with connection.schema_editor() as editor:
        editor.remove_constraint(InvitationCode, check)
    try:
        yield
    finally:
        Registration.objects.update(invitation=None)
        InvitationCode.objects.all().delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(InvitationCode, check)


def test_five_uses_credit_five_people_and_everybody_is_registered():
    assert everybody_registers() == (MOST, THREADS * EACH, MOST)


def test_without_the_guard_and_the_check_it_credits_too_many(monkeypatch):
    """The twin: everybody looks before anybody counts, and no CHECK behind it."""
    together = Barrier(THREADS)

    def count_one(fair, code):
        found = InvitationCode.objects.get(fair=fair, code=code)
        together.wait(timeout=30)
        if found.uses >= found.most:
            return False
        InvitationCode.objects.filter(pk=found.pk).update(uses=found.uses + 1)
        return True

    monkeypatch.setattr(service, "_count_one", count_one)
    with without_the_check():
        _, registered, credited = everybody_registers()
    assert registered == THREADS * EACH
    assert credited > MOST


def test_colleagues_together_never_give_out_more_than_the_firm_may():
    fair = make_fair()
    exhibitor = make_exhibitor(fair, make_company())
    boss = make_member(exhibitor.company.organisation, "admin")
    barrier = Barrier(THREADS)

    def make(_lane):
        try:
            barrier.wait(timeout=30)
            try:
                service.make_invitation(exhibitor, label="", most=80, expires_at=None, actor_id=boss.pk)
            except DomainError as refusal:
                return refusal.code, refusal.extra["left"]
            return "made"
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        ends = sorted(map(str, pool.map(make, range(THREADS))))
    assert ends == ["('invitations_spent', 40)"] * 2 + ["made"] * 2
