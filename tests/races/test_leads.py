"""Law: one lead a firm and visitor. Colleagues scan the same visitors at the same moment, and their phones send twice."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from checkin.models import Lead, LeadEntry
from checkin.services import lead_entries as service
from kernel.clock import now
from tests.factories.fair import make_fair
from tests.factories.leads import entry
from tests.factories.meetings import make_colleague, make_maker
from tests.factories.visits import make_badge, make_registration

pytestmark = pytest.mark.django_db(transaction=True)
THREADS, VISITORS = 4, 12


def scan_all_together(*, batch: bool) -> tuple[list[str], int]:
    """Every colleague scans every visitor, and the first sends his scans from two tabs; the outcomes, and the leads made."""
    fair = make_fair()
    an = make_maker(fair)
    exhibitor = fair.exhibitors.select_related("fair", "company").get()
    colleagues = [an, an, *(make_colleague(fair, an.company) for _ in range(THREADS - 2))]
    badges = [make_badge(make_registration(fair)) for _ in range(VISITORS)]
    barrier = Barrier(THREADS)
    names = [f"{person.user.pk}-of-{badge.code}" for person in colleagues for badge in badges]
    names = [names[place : place + VISITORS] for place in range(0, len(names), VISITORS)]

    def work(place: int) -> list[str]:
        given = [entry(badge=badge.code, nonce=nonce) for badge, nonce in zip(badges, names[place], strict=True)]
        given = given if place % 2 else given[::-1]  # in the opposite order: nobody waits in a ring
        found = []
        try:
            for bundle in [given] if batch else [[one] for one in given]:
                barrier.wait(timeout=30)
                kept = service.keep_entries(exhibitor, bundle, user=colleagues[place].user, now=now())
                found += ["refused" if one.refusal else "known" if one.was_known else "kept" for one in kept]
        finally:
            connection.close()
        return found

    with ThreadPoolExecutor(THREADS) as pool:
        outcomes = [outcome for found in pool.map(work, range(THREADS)) for outcome in found]
    return outcomes, Lead.objects.count()


@pytest.mark.parametrize("batch", [True, False], ids=["in batches", "one by one"])
def test_colleagues_who_scan_at_once_make_one_lead_each_visitor(batch):
    outcomes, leads = scan_all_together(batch=batch)
    assert leads == VISITORS
    assert (outcomes.count("kept"), outcomes.count("known")) == (VISITORS * (THREADS - 1), VISITORS)
    assert LeadEntry.objects.count() == VISITORS * (THREADS - 1)
    for lead in Lead.objects.prefetch_related("entries"):
        times = [one.at for one in lead.entries.all()]
        assert (lead.first_at, lead.last_at, len(times)) == (min(times), max(times), THREADS - 1)


def test_without_the_guard_a_visitor_is_two_leads(monkeypatch):
    """The twin: the same scans with the unique constraint gone make a visitor twice."""
    clause = "ON CONFLICT ON CONSTRAINT lead_once DO NOTHING"
    assert clause in service._NEW_LEADS
    monkeypatch.setattr(service, "_NEW_LEADS", service._NEW_LEADS.replace(clause, ""))
    law = next(each for each in Lead._meta.constraints if each.name == "lead_once")
    with connection.schema_editor() as editor:
        editor.remove_constraint(Lead, law)
    try:
        _, leads = scan_all_together(batch=True)
        assert leads > VISITORS
    finally:
        LeadEntry.objects.all().delete()
        Lead.objects.all().delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(Lead, law)
