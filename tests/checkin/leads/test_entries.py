"""Colleagues scan, with the network or without: one lead a visitor and firm, everything kept once, nothing overwritten."""

import datetime as dt
from itertools import permutations

import pytest
from django.db import IntegrityError, transaction

from booking.keys import token_of
from booking.models import Badge, Booking
from checkin.models import Lead, LeadEntry
from checkin.queries.leads import all_qualifiers_of, booths_visited, cards_of, lead_counts, leads_of
from checkin.services.lead_qualifiers import QualifierGiven, set_qualifiers
from checkin.services.lead_sharing import share_with_lead, withdraw_from_lead
from kernel.clock import now
from kernel.errors import DomainError
from kernel.history import history_of
from tests.factories.fair import make_booths, make_fair, make_hall
from tests.factories.leads import entry, make_lead, make_nonce, make_qualifier, send
from tests.factories.meetings import make_colleague, make_maker, make_need, make_sourcer
from tests.factories.people import make_company, make_person
from tests.factories.visits import make_badge, make_registration

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)


class Stand:
    """An exhibitor's stand with two colleagues, and a visitor who shares his contact."""

    def __init__(self):
        self.fair = make_fair()
        self.an = make_maker(self.fair, "Cơ khí Đông Anh")
        self.binh = make_colleague(self.fair, self.an.company)
        self.exhibitor = self.fair.exhibitors.get(company=self.an.company)
        person = make_person(
            full_name="Trần Thị Hoa", company_name="Denko", job_title="Mua hàng", phone="+84912345678", email="hoa@denko.example",
            search_text="tran thi hoa denko",
        )  # fmt: skip
        self.visit = make_registration(self.fair, person, share_contact=True)
        self.badge = make_badge(self.visit)

    def send(self, who, *given, **more):
        return send(self.exhibitor, who.user, *given, **more)

    def card(self):
        (card,) = cards_of(leads_of(self.exhibitor))
        return card


@pytest.fixture
def stand():
    return Stand()


def codes(kept):
    return [one.refusal.code if one.refusal else "known" if one.was_known else "kept" for one in kept]


def test_two_colleagues_without_network_make_one_lead_with_both_notes_and_times(stand):
    start = now() - dt.timedelta(hours=2)
    by_an = [
        entry(badge=token_of(stand.badge), at=start, offline=True),
        entry("note", badge=token_of(stand.badge), text="Cần báo giá trục", at=start + MINUTE, offline=True),
    ]
    by_binh = [
        entry(badge=stand.badge.code, at=start + 30 * MINUTE, offline=True),
        entry("note", badge=stand.badge.code, text="Hỏi mẫu", at=start + 31 * MINUTE, offline=True),
    ]
    assert codes(stand.send(stand.binh, *by_binh)) == ["kept", "kept"]  # the later one has network first
    assert codes(stand.send(stand.an, *reversed(by_an))) == ["kept", "kept"]
    assert codes(stand.send(stand.an, *by_an)) == ["known", "known"]
    card = stand.card()
    assert [(note.text, note.by, note.at) for note in card.notes] == [
        ("Cần báo giá trục", stand.an.user.full_name, start + MINUTE),
        ("Hỏi mẫu", stand.binh.user.full_name, start + 31 * MINUTE),
    ]
    assert [scan.at for scan in card.scans] == [start, start + 30 * MINUTE]
    assert (card.lead.first_at, card.lead.last_at) == (start, start + 31 * MINUTE)
    assert (Lead.objects.count(), LeadEntry.objects.count()) == (1, 4)
    assert card.contact.full_name == "Trần Thị Hoa"


def test_other_orders_of_the_same_entries_end_in_the_same_rows(stand):
    grade = make_qualifier(stand.exhibitor)
    need = make_need(make_sourcer(stand.fair).company)
    stand.visit.person.company = need.company
    stand.visit.person.save()
    start = now() - dt.timedelta(hours=1)
    code = stand.badge.code
    given = [
        entry(badge=code, at=start + MINUTE),
        entry("answer", badge=code, qualifier=grade.public_id, text="B", at=start + 3 * MINUTE),
        entry("answer", badge=code, qualifier=grade.public_id, text="A", at=start),
        entry("need", badge=code, need=need.public_id, at=start + 2 * MINUTE),
    ]
    seen = set()
    for order in list(permutations(given))[::5]:
        for one in order:
            stand.send(stand.an, one)
            stand.send(stand.binh, one)
        card = stand.card()
        (answer,) = card.answers
        seen.add(
            (
                card.lead.first_at,
                card.lead.last_at,
                answer.newest.text,
                answer.earlier[0].text,
                card.needs,
                len(card.scans),
            )
        )
        LeadEntry.objects.all().delete()
        Lead.objects.all().delete()
    assert seen == {(start, start + 3 * MINUTE, "B", "A", (need,), 1)}


def test_a_nonce_is_kept_once_in_a_batch_too(stand):
    nonce = make_nonce()
    twice = [entry("note", nonce=nonce, badge=stand.badge.code, text=text) for text in ("một", "hai")]
    assert codes(stand.send(stand.an, *twice)) == ["kept", "known"]
    assert codes(stand.send(stand.an, *twice)) == ["known", "known"]
    assert [note.text for note in stand.card().notes] == ["một"]


def test_what_was_noted_cannot_be_changed_even_in_the_database(stand):
    make_lead(stand.exhibitor, stand.visit, author=stand.an.user, note="một")
    note = LeadEntry.objects.get(kind="note")
    for change in ({"text": "hai"}, {"at": now()}, {"nonce": "another-1"}):
        with pytest.raises(IntegrityError) as broken, transaction.atomic():
            LeadEntry.objects.filter(pk=note.pk).update(**change)
        assert broken.value.__cause__.diag.constraint_name == "lead_entry_stays"
    LeadEntry.objects.filter(pk=note.pk).update(author=None)  # somebody who left the house
    assert [(one.text, one.by) for one in stand.card().notes] == [("một", "")]


def test_a_replaced_badge_is_still_the_same_visitor(stand):
    make_lead(stand.exhibitor, stand.visit, author=stand.an.user)
    Badge.objects.filter(pk=stand.badge.pk).update(state="replaced", ended_at=now())
    fresh = make_badge(stand.visit, version=2)
    assert codes(stand.send(stand.an, entry(badge=stand.badge.code), entry(badge=token_of(fresh)))) == ["kept"] * 2
    assert len(stand.card().scans) == 3


def refused(stand):
    """Name of the refusal -> entries that meet it; the world beside the stand's own."""
    foreign = make_badge(make_registration(make_fair()))
    colleague = make_badge(stand.binh.registration)
    revoked = make_badge(make_registration(stand.fair), state="revoked", ended_at=now() - MINUTE)
    erased = make_badge(make_registration(stand.fair, state="erased"), state="revoked", ended_at=now() - MINUTE)
    pending = make_badge(make_registration(stand.fair, state="pending"))
    other = make_maker(stand.fair)
    theirs = make_lead(stand.fair.exhibitors.get(company=other.company), stand.visit, author=other.user)
    strange = make_qualifier(stand.fair.exhibitors.get(company=other.company))
    choice = make_qualifier(stand.exhibitor, "choice", "Ngành", choices=["Ô tô", "Xe máy"])
    need = make_need(make_sourcer(stand.fair).company)
    code = stand.badge.code
    return {
        "badge_unknown": [
            entry(badge=text) for text in (foreign.code, "0" * 12, "xin chào", "A" * 2000, "'; DROP TABLE x; --", "\x00", "")
        ],
        "badge_of_another_fair": [entry(badge=token_of(foreign))],
        "badge_not_valid": [
            *(entry(badge=one.code) for one in (revoked, erased, pending)),
            entry(badge=erased.code, at=now() - dt.timedelta(hours=1)),
        ],
        "own_colleague": [entry(badge=colleague.code)],
        "no_such_lead": [entry("note", lead=lead, text="x") for lead in (theirs.public_id, "nothing")],
        "no_such_qualifier": [entry("answer", badge=code, qualifier=strange.public_id, text="A")],
        "not_an_answer": [entry("answer", badge=code, qualifier=choice.public_id, text="Máy bay")],
        "not_their_need": [entry("need", badge=code, need=need.public_id), entry("need", badge=code, need="nothing")],
        "note_empty": [entry("note", badge=code, text=" \n ")],
    }  # fmt: skip


def test_each_refusal_keeps_nothing_and_stops_nothing_else(stand):
    given = refused(stand)
    before = (Lead.objects.count(), LeadEntry.objects.count())
    for code, entries in given.items():
        assert codes(stand.send(stand.an, *entries)) == [code] * len(entries)
    assert (Lead.objects.count(), LeadEntry.objects.count()) == before
    mixed = [*given["badge_unknown"], entry(badge=stand.badge.code), *given["own_colleague"]]
    assert codes(stand.send(stand.an, *mixed)) == ["badge_unknown"] * 7 + ["kept", "own_colleague"]


def test_who_left_the_fair_since_is_kept_without_his_data(stand):
    ended = now() - 10 * MINUTE
    Badge.objects.filter(pk=stand.badge.pk).update(state="revoked", ended_at=ended)
    stand.visit.state = "withdrawn"
    stand.visit.save()
    late = [
        entry("note", badge=stand.badge.code, text="Hẹn tháng sau", at=ended - MINUTE, offline=True),
        entry(badge=stand.badge.code, at=ended + MINUTE, offline=True),
    ]
    assert codes(stand.send(stand.an, *late)) == ["kept", "badge_not_valid"]
    card = stand.card()
    assert (card.standing, card.contact, [note.text for note in card.notes]) == ("gone", None, ["Hẹn tháng sau"])


def test_a_device_with_a_wrong_clock_is_put_right(stand):
    moment = now()
    an_hour_fast = moment + dt.timedelta(hours=1)
    stand.send(
        stand.an,
        entry(badge=stand.badge.code, at=an_hour_fast - 20 * MINUTE, offline=True),
        clock=an_hour_fast,
        now=moment,
    )
    row = LeadEntry.objects.get()
    assert (row.at, row.device_at) == (moment - 20 * MINUTE, an_hour_fast - 20 * MINUTE)


def test_contact_is_read_only_while_the_visitor_shares_it(stand):
    lead = make_lead(stand.exhibitor, stand.visit, author=stand.an.user, note="một")
    assert stand.card().contact.phone == "+84912345678"
    first = withdraw_from_lead(lead, actor_id=None).withdrawn_at
    assert withdraw_from_lead(lead, actor_id=None).withdrawn_at == first
    withdrawn = stand.card()
    assert (withdrawn.standing, withdrawn.contact) == ("withdrawn", None)
    assert [note.text for note in withdrawn.notes] == ["một"]
    stand.send(stand.an, entry(badge=stand.badge.code))  # his word stands, however often they scan
    assert stand.card().standing == "withdrawn"
    assert cards_of(leads_of(stand.exhibitor, words="Trần Hoa")) == []
    assert len(cards_of(leads_of(stand.exhibitor, words="MOT"))) == 1
    first = share_with_lead(lead, actor_id=None).shared_at
    assert share_with_lead(lead, actor_id=None).shared_at == first
    assert [entry.action for entry in history_of(lead)] == ["lead.withdrawn", "lead.shared"]
    assert stand.card().contact.full_name == "Trần Thị Hoa"
    assert len(cards_of(leads_of(stand.exhibitor, words="tran hoa"))) == 1
    stand.visit.share_contact = False
    stand.visit.save()
    assert stand.card().standing == "shared"  # what he said to this firm counts
    Lead.objects.update(shared_at=None)
    assert (stand.card().standing, stand.card().contact) == ("not_shared", None)


def test_the_visitor_reads_which_booths_scanned_him_and_the_organiser_only_numbers(stand):
    make_lead(stand.exhibitor, stand.visit, author=stand.an.user, note="của riêng họ")
    other = make_maker(stand.fair)
    withdrawn = make_lead(stand.fair.exhibitors.get(company=other.company), stand.visit, author=other.user)
    withdraw_from_lead(withdrawn, actor_id=None)
    (booth,) = make_booths(make_hall(stand.fair), 1)
    Booking.objects.create(fair=stand.fair, booth=booth, company=stand.an.company, state="paid")
    visited = booths_visited(stand.visit)
    assert [(one.exhibitor.company, one.booths, one.standing, len(one.scans)) for one in visited] == [
        (other.company, (), "withdrawn", 1), (stand.an.company, (booth,), "shared", 1),
    ]  # fmt: skip
    counts = {count.exhibitor.company: (count.leads, count.withdrawn) for count in lead_counts(stand.fair)}
    assert counts == {stand.an.company: (1, 0), other.company: (1, 1)}


def test_questions_change_and_what_was_answered_stays(stand):
    first, second = set_qualifiers(
        stand.exhibitor,
        [
            QualifierGiven(kind="grade", question="Mức quan tâm"),
            QualifierGiven(kind="choice", question="Ngành", choices=["Ô tô", "Xe máy"]),
        ],
    )
    code = stand.badge.code
    stand.send(stand.an, entry("answer", badge=code, qualifier=first.public_id, text="A"))
    changed = QualifierGiven(
        public_id=second.public_id, kind="choice", question="Ngành nào?", choices=["Ô tô", "Điện tử"]
    )
    assert [one.question for one in set_qualifiers(stand.exhibitor, [changed])] == ["Ngành nào?"]
    late = [
        entry("answer", badge=code, qualifier=first.public_id, text="B"),  # asked by a phone that was away
        entry("answer", badge=code, qualifier=second.public_id, text="Xe máy"),
        entry("answer", badge=code, qualifier=second.public_id, text="Tàu thủy"),
    ]
    assert codes(stand.send(stand.binh, *late)) == ["kept", "kept", "not_an_answer"]
    answers = {answer.qualifier.question: answer for answer in stand.card().answers}
    assert answers["Mức quan tâm"].newest.text == "B"
    assert [one.text for one in answers["Mức quan tâm"].earlier] == ["A"]
    assert answers["Ngành nào?"].newest.text == "Xe máy"
    assert [one.question for one in all_qualifiers_of(stand.exhibitor)] == ["Ngành nào?", "Mức quan tâm"]
    for wrong in (
        [QualifierGiven(kind="choice", question="Ngành", choices=["Ô tô"])],
        [QualifierGiven(kind="grade", question=" ")],
        [QualifierGiven(public_id=second.public_id, kind="grade", question="Ngành")],
        [QualifierGiven(public_id="nothing", kind="grade", question="Ngành")],
        [changed, changed],
        [QualifierGiven(kind="grade", question=f"Câu {n}") for n in range(9)],
    ):
        with pytest.raises(DomainError):
            set_qualifiers(stand.exhibitor, wrong)


@pytest.mark.parametrize("number", [1, 3])
def test_lists_ask_the_database_the_same_however_long(stand, django_assert_num_queries, number):
    for _ in range(number):
        visit = make_registration(stand.fair, make_person(company=make_company()), share_contact=True)
        make_badge(visit)
        make_lead(stand.exhibitor, visit, author=stand.an.user, note="x")
    with django_assert_num_queries(2):
        assert len(cards_of(leads_of(stand.exhibitor))) == number
    visits = [entry(badge=badge.code) for badge in Badge.objects.filter(registration__leads__isnull=False)]
    with django_assert_num_queries(10):
        assert codes(stand.send(stand.binh, *visits)) == ["kept"] * number
