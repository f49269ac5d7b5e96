"""Law: one lead a firm and visitor. Colleagues scan the same visitors at the same moment, and their phones send twice."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, local

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


def all_at_once(run):
    """Whoever is about to write its leads waits until everybody is: by then nobody has seen what the others write."""
    together, met = Barrier(THREADS), local()

    def waiting(statement, values):
        if not getattr(met, "already", False):
            met.already = True
            together.wait(timeout=30)
        return run(statement, values)

    return waiting


@pytest.mark.parametrize("batch", [True, False], ids=["in batches", "one by one"])
def test_colleagues_who_scan_at_once_make_one_lead_each_visitor(batch):
    outcomes, leads = scan_all_together(batch=batch)
    assert leads == VISITORS
    assert (outcomes.count("kept"), outcomes.count("known")) == (VISITORS * (THREADS - 1), VISITORS)
    assert LeadEntry.objects.count() == VISITORS * (THREADS - 1)
    for lead in Lead.objects.prefetch_related("entries"):
        times = [one.at for one in lead.entries.all()]
        assert (lead.first_at, lead.last_at, len(times)) == (min(times), max(times), THREADS - 1)


@pytest.mark.parametrize(
    ("model", "statement", "name"),
    [(Lead, "_NEW_LEADS", "lead_once"), (LeadEntry, "_NEW_ENTRIES", "lead_entry_once")],
    ids=["lead", "entry"],
)
def test_the_twins_without_a_guard_keep_twice(monkeypatch, model, statement, name):
    """The same scans: without the one constraint a visitor is two leads, without the other a scan sent twice is two."""
    clause = f"ON CONFLICT ON CONSTRAINT {name} DO NOTHING"
    assert clause in getattr(service, statement)
    monkeypatch.setattr(service, statement, getattr(service, statement).replace(clause, ""))
    monkeypatch.setattr(service, "run", all_at_once(service.run))
    law = next(each for each in model._meta.constraints if each.name == name)
    with connection.schema_editor() as editor:
        editor.remove_constraint(model, law)
    try:
        _, leads = scan_all_together(batch=True)
        if model is Lead:
            assert leads > VISITORS
        else:
            assert leads == VISITORS
            assert LeadEntry.objects.count() > VISITORS * (THREADS - 1)
    finally:
        LeadEntry.objects.all().delete()
        Lead.objects.all().delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(model, law)
