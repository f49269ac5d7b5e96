"""A batch of badges is rung for by the relay and the sweep, made by whoever comes first; mails carry the fair's design."""

import datetime as dt

import pypdfium2 as pdfium
import pytest

from accounts.roles import Role
from booking.models import BadgeBatch, BadgeStack
from booking.queries.badge_prints import Choice
from booking.rules.badge_designs import FairDesign, as_json
from booking.services.badge_batches import forget_stacks, start_batch
from booking.services.badge_designs import save_design
from kernel.clock import now
from kernel.relay import work_off
from tests.factories.fair import make_fair
from tests.factories.people import make_member, make_person
from tests.factories.visits import make_badge, make_registration
from worker import doorbell
from worker.attachments import pass_files
from worker.subscribers import WORK, work_for
from worker.tasks.badges import print_batch, sweep

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def rung(monkeypatch):
    told = []
    monkeypatch.setattr(doorbell.app, "send_task", lambda name, **words: told.append((name, words["kwargs"])))
    monkeypatch.setattr(doorbell, "_quiet_until", 0.0)
    return told


@pytest.fixture
def fair():
    return make_fair()


@pytest.fixture
def manager(fair):
    return make_member(fair.organisation, Role.MANAGER)


def test_a_batch_is_rung_for_until_it_is_made_and_its_files_go_after_a_week(fair, manager, rung):
    make_badge(make_registration(fair))
    batch = start_batch(fair, choice=Choice(), paper=None, language="", user=manager)
    assert work_off(work_for, names=WORK) >= 1
    ring = ("badges.print", {"batch_id": batch.pk})
    assert rung.count(ring) == 2
    sweep()
    assert rung.count(ring) == 3, "nobody has come yet"
    print_batch(batch_id=batch.pk)
    print_batch(batch_id=batch.pk)
    batch.refresh_from_db()
    assert (batch.state, BadgeStack.objects.get().attempts) == ("ready", 1)
    sweep()
    assert rung.count(ring) == 3
    assert forget_stacks(now=now() + dt.timedelta(days=6)) == 0
    assert forget_stacks(now=now() + dt.timedelta(days=8)) == 1
    assert (BadgeBatch.objects.get().state, BadgeStack.objects.get().content) == ("ready", None)


def test_a_mailed_pass_looks_as_the_fair_designed_it(fair, manager):
    person = make_person(full_name="Tanaka Kenji", other_name="田中 健二")
    badge = make_badge(make_registration(fair, person, role="buyer"))
    content = as_json(FairDesign()) | {"lines": [["second_name", "large"], ["name", "small"]], "title": "CNHT mùa thu"}
    save_design(fair, content=content | {"roles": {"buyer": {"vi": "Khách mua"}}}, seen=0, actor_id=manager.pk)
    sheet, _calendar = pass_files(registration_id=badge.registration_id)
    with pdfium.PdfDocument(sheet.body) as document:
        said = document[0].get_textpage().get_text_range()
    assert said.index("田中") < said.index("Tanaka")
    assert "Khách mua" in said
    assert "CNHT mùa thu" in said
