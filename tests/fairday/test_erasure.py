"""Whoever asks is erased: nothing in the database says who it was, what was counted is counted still, the door says no."""

import datetime as dt
import io
import json
import zipfile

import pytest
from django.test import Client

from accounts.roles import Role
from booking.errors.erasure import (
    ComingElsewhere,
    HasAccount,
    LetterErased,
    ManagedByFirm,
    PassForMany,
    StillContact,
    StillMeeting,
)
from booking.errors.registrations import NotRegistered
from booking.models import (
    Badge,
    DelegationPlace,
    ExhibitorPass,
    MeetingParticipant,
    MeetingRequest,
    Registration,
    WorkshopSeat,
)
from booking.queries.agenda import calendar_key
from booking.rules.erasing import without
from booking.services.delegations import close_delegation
from booking.services.deliveries import resend
from booking.services.meetings import accept_request
from booking.services.registrations import Visitor, correct_registration, register_visitor, withdraw_registration
from booking.services.requests import make_request
from booking.states import ErasureReason
from checkin.models import Admission, Lead, Scan
from checkin.queries.leads import cards_of, lead_counts, leads_of
from checkin.queries.people import people_found
from checkin.queries.replica import page
from checkin.queries.snapshot import BADGE_BYTES, STATES, snapshot
from checkin.rules.people import read_wanted
from fairday.models import ImportUpload, MeetingOutcome
from fairday.queries.personal_data import data_of
from fairday.services.erasure import erase_person
from kernel.clock import now
from kernel.errors import NotFound
from kernel.history import history_of
from kernel.models import DueItem, HistoryEntry, Message, OutboxEvent
from tests.factories.catalogue import text_columns, where
from tests.factories.delegations import make_delegation
from tests.factories.erasing import EMAIL, FIRM, JOB, NAME, NEVER_HELD, NOTE, PHONE, PLATE, WORDS, make_traced, relay
from tests.factories.fair import make_fair, make_slots, make_tables, make_workshop
from tests.factories.leads import entry, send
from tests.factories.meeting_day import make_meeting
from tests.factories.meetings import make_maker, make_sourcer
from tests.factories.people import bearer, make_member, make_person, make_user
from tests.factories.visits import make_badge, make_registration, make_seat

pytestmark = pytest.mark.django_db(transaction=True)
MAIL = ErasureReason.MAIL


def erase(registration, **more):
    return erase_person(registration, actor_id=None, reason=MAIL, **more)


def test_before_an_erasure_the_catalogue_finds_every_word_of_the_person():
    """The twin of the next one: a walk that finds nothing would prove nothing."""
    make_traced()
    found = where(WORDS)
    assert {word for _, _, word in found} == set(WORDS) - NEVER_HELD
    assert {table for table, _, _ in found} >= {
        "directory_person", "booking_registration", "booking_delegationplace", "checkin_leadentry", "checkin_walkin",
        "kernel_message", "kernel_idempotencykey", "fairday_importupload", "booking_meetingrequest", "booking_requestturn",
    }  # fmt: skip


def test_after_an_erasure_no_column_of_any_table_says_who_it_was():
    traced = make_traced()
    assert len(text_columns()) > 300
    erase(traced.registration)
    assert where((*WORDS, traced.key)) == set()
    relay()
    assert where(WORDS) == set()


def test_what_was_counted_is_counted_still():
    traced = make_traced()
    counted = (
        Scan.objects.count(),
        Admission.objects.count(),
        Lead.objects.count(),
        lead_counts(traced.registration.fair)[0].leads,
    )
    erased = erase(traced.registration)
    assert counted == (
        Scan.objects.count(), Admission.objects.count(), Lead.objects.count(), lead_counts(traced.registration.fair)[0].leads,
    )  # fmt: skip
    assert counted == (1, 1, 1, 1)
    assert (erased.state, erased.person.full_name, erased.person.email, erased.role) == ("erased", "", "", "visitor")
    assert erased.invitation.uses == 1


def test_it_ends_as_a_withdrawal_does_and_writes_no_letter():
    traced = make_traced()
    letters = Message.objects.count()
    relay()
    OutboxEvent.objects.all().delete()
    erase(traced.registration)
    badge = Badge.objects.get(registration=traced.registration)
    assert (badge.state, badge.ended_at is not None) == ("revoked", True)
    assert not WorkshopSeat.objects.filter(released_at=None).exists()
    assert not DelegationPlace.objects.exclude(state__in=["withdrawn", "declined"]).exists()
    traced.more["delegation"].refresh_from_db()
    assert traced.more["delegation"].places_taken == 0
    assert not DueItem.objects.filter(key__contains="reminder").exists()
    assert not OutboxEvent.objects.filter(name="registration.withdrawn").exists()
    relay()
    assert Message.objects.count() == letters


def test_a_letter_that_has_not_left_stays_here_and_none_can_be_sent_again():
    traced = make_traced()
    waiting = Message.objects.filter(recipient__iexact=EMAIL, state="ready")
    leaving = waiting.order_by("-pk").first()
    Message.objects.filter(pk=leaving.pk).update(state="sending", claimed_until=now() + dt.timedelta(minutes=1))
    sent = Message.objects.get(subject_id=traced.registration.pk, kind="registration.pass")
    numbers = [one.pk for one in waiting]
    erase(traced.registration)
    assert numbers
    assert set(Message.objects.filter(pk__in=[*numbers, leaving.pk]).values_list("state", flat=True)) == {"suppressed"}
    sent.refresh_from_db()
    assert (sent.state, sent.text, sent.last_error) == ("sent", "", "")
    with pytest.raises(LetterErased):
        resend(sent, actor_id=None)


def test_the_history_tells_the_act_and_its_reason_and_names_nobody():
    traced = make_traced()
    erase(traced.registration)
    act = [one for one in history_of(traced.registration) if one.action == "erased"]
    assert [(one.after, one.note) for one in act] == [("erased", {"reason": "mail", "registrations": 1})]


def test_the_old_addresses_answer_as_any_unknown_one():
    traced = make_traced()
    slug, key, feed = traced.registration.fair.slug, traced.key, calendar_key(traced.registration)
    places = list(DelegationPlace.objects.values_list("manage_key", flat=True))
    erase(traced.registration)
    for path in (
        f"/{slug}/pass/{key}/",
        f"/{slug}/pass/{key}/data/",
        f"/{slug}/pass/{key}/erase/",
        f"/{slug}/pass/{key}/booths/",
    ):
        assert Client().get(path).status_code == 404, path
    assert Client().get(f"/api/v1/registrations/{traced.registration.public_id}/?key={key}").status_code == 404
    assert calendar_key(Registration.objects.get(pk=traced.registration.pk)) != feed
    assert not DelegationPlace.objects.filter(manage_key__in=places).exists()


def test_the_door_refuses_the_badge_and_devices_learn_of_it():
    traced = make_traced()
    before = snapshot(traced.post)
    erase(traced.registration)
    assert traced.scan("after-1").verdict == "revoked", "as after a withdrawal"
    changes = snapshot(traced.post, since=before.cursor).content
    badge = Badge.objects.get(registration=traced.registration)
    at = changes.index(bytes(badge.token_bits)[:8])
    assert STATES[changes[at : at + BADGE_BYTES][18] >> 3] in {"revoked", "cancelled"}
    assert people_found(traced.post.at(next(iter(traced.post.lists))), read_wanted("Quỳnh")) == ([], False)


def test_the_exhibitor_keeps_a_number_and_nothing_else():
    traced = make_traced()
    erase(traced.registration)
    (card,) = cards_of(leads_of(traced.exhibitor))
    assert (card.contact, card.notes, card.answered, len(card.scans)) == (None, (), (), 1)
    assert (card.standing, card.lead.withdrawn_at is not None) == ("gone", True)
    assert lead_counts(traced.registration.fair)[0].withdrawn == 1
    (kept,) = send(traced.exhibitor, traced.author, entry("note", badge=traced.code, text=NAME))
    assert kept.refusal.code == "badge_not_valid"
    assert where([NAME]) == set()


def test_pages_and_files_of_the_exhibitor_name_nobody():
    traced = make_traced()
    slug, client = traced.registration.fair.slug, Client()
    client.force_login(traced.author)
    lead = Lead.objects.get().public_id
    paths = [f"/{slug}/leads/", f"/{slug}/leads/{lead}/", f"/{slug}/my-booth/invitations/"]
    paths += [f"/api/v1/fairs/{slug}/leads{name}" for name in ("/", ".xlsx", ".vcf")]
    for path in paths:
        assert EMAIL in read(client, path) or NAME in read(client, path), path
    erase(traced.registration)
    for path in paths:
        found = read(client, path)
        assert [word for word in WORDS if word in found] == [], path


def read(client, path):
    """What an answer says; of a workbook, what all of its parts say."""
    answer = client.get(path)
    assert answer.status_code == 200, path
    content = b"".join(answer) if answer.streaming else answer.content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            content = b"".join(book.read(name) for name in book.namelist())
    return content.decode()


def test_a_lead_of_which_only_a_note_was_kept_still_counts_and_shows():
    traced = make_traced()
    Lead.objects.get().entries.filter(kind="scan").delete()
    erase(traced.registration)
    (card,) = cards_of(leads_of(traced.exhibitor))
    assert (card.scans, card.notes) == ((), ())
    client, slug, lead = Client(), traced.registration.fair.slug, card.lead.public_id
    client.force_login(traced.author)
    assert [client.get(f"/{slug}/leads/{page_of}").status_code for page_of in ("", f"{lead}/")] == [200, 200]


def test_nobody_can_correct_or_erase_who_was_erased():
    traced = make_traced()
    stale = Registration.objects.get(pk=traced.registration.pk)
    erase(traced.registration)
    with pytest.raises(NotRegistered):
        correct_registration(stale, actor_id=None, phone=PHONE)
    entries = HistoryEntry.objects.count()
    with pytest.raises(NotFound):
        erase(stale)
    assert (where([PHONE]), HistoryEntry.objects.count()) == (set(), entries)


def test_whoever_registers_again_is_somebody_new():
    traced = make_traced()
    erase(traced.registration)
    again = register_visitor(traced.registration.fair, Visitor(full_name=NAME, email=EMAIL, has_consented=True))
    assert again.person_id != traced.registration.person_id


def test_registrations_that_ended_go_with_it_and_those_of_others_stay():
    """The same person twice at this organiser's fairs; a namesake and somebody who shares the mailbox."""
    traced = make_traced()
    over = make_fair(traced.registration.fair.organisation, starts_on=dt.date(2026, 1, 8))
    twin = make_registration(over, make_person(full_name=NAME, email=EMAIL.lower()))
    make_badge(twin)
    shares = make_registration(over, make_person(full_name="Đặng Văn Nam", email=EMAIL))
    namesake = make_registration(over, make_person(full_name=NAME, email="khac@mail.example"))
    abroad = make_registration(make_fair(), make_person(full_name=NAME, email=EMAIL))
    erase(traced.registration)
    for one in (twin, shares, namesake, abroad):
        one.refresh_from_db()
        one.person.refresh_from_db()
    assert (twin.state, twin.person.full_name, twin.badges.get().state) == ("erased", "", "revoked")
    assert [one.state for one in (shares, namesake, abroad)] == ["complete"] * 3
    assert [bool(one.person.full_name) for one in (shares, namesake, abroad)] == [True] * 3


@pytest.mark.parametrize("state", ["pending", "complete", "rejected", "withdrawn"])
def test_each_state_but_the_last_can_be_erased(state):
    registration = make_registration(make_fair(), state=state)
    assert erase(registration).state == "erased"


def unchanged(registration, refusal):
    before = (HistoryEntry.objects.count(), OutboxEvent.objects.count(), registration.person.full_name)
    with pytest.raises(refusal):
        erase(registration)
    registration = Registration.objects.select_related("person").get(pk=registration.pk)
    assert registration.state != "erased"
    assert before == (HistoryEntry.objects.count(), OutboxEvent.objects.count(), registration.person.full_name)


def test_an_account_is_closed_first():
    unchanged(make_registration(make_fair(), make_person(make_user())), HasAccount)


def test_whoever_has_an_account_closed_can_be_erased():
    user = make_user()
    registration = make_registration(make_fair(), make_person(user))
    user.delete()
    assert erase(Registration.objects.get(pk=registration.pk)).state == "erased"


@pytest.mark.parametrize("role", ["exhibitor", "crew"])
def test_a_firms_people_are_the_firms_while_the_fair_lasts(role):
    unchanged(make_registration(make_fair(), role=role), ManagedByFirm)
    over = make_registration(make_fair(starts_on=dt.date(2026, 1, 8)), role=role)
    assert erase(over).state == "erased"


def test_a_pass_given_out_by_a_firm_is_the_firms():
    fair = make_fair()
    maker = make_maker(fair)
    registration = make_registration(fair)
    ExhibitorPass.objects.create(
        exhibitor=fair.exhibitors.get(company=maker.company), registration=registration, kind="staff", place=1, places=2
    )
    unchanged(registration, ManagedByFirm)


def test_a_badge_for_many_is_no_persons():
    unchanged(make_registration(make_fair(), head_count=12), PassForMany)


def without_account(person):
    person.user = None
    person.save(update_fields=["user"])


def test_open_wishes_and_meetings_come_first():
    fair = make_fair()
    slots = make_slots(fair, 4)
    make_tables(fair, 2)
    asker, maker = make_sourcer(fair), make_maker(fair)
    wish = make_request(fair, user=asker.user, to_company=maker.company, slots=slots[:2], need=None)
    without_account(asker.person)
    unchanged(asker.registration, StillMeeting)
    accept_request(wish, user=maker.user)
    unchanged(asker.registration, StillMeeting)
    MeetingParticipant.objects.get(person=asker.person).meeting.__class__.objects.update(state="cancelled")
    MeetingParticipant.objects.update(live=False)
    assert erase(asker.registration).state == "erased"
    assert MeetingRequest.objects.get().message == ""


def test_the_contact_of_a_delegation_closes_it_first():
    traced = make_traced()
    delegation = make_delegation(
        traced.registration.fair, contact_name=NAME, contact_email=EMAIL, contact_phone=PHONE, has_group_badge=True
    )
    manager = make_member(traced.registration.fair.organisation, Role.MANAGER)
    relay()
    told = f"Đầu mối: {NAME}, {PHONE}"
    Message.objects.create(
        scope=traced.registration.fair.public_id, subject_type="booking.delegation", subject_id=delegation.pk,
        kind="delegation.asked", recipient=manager.email, title="Đoàn mới", text=told, html=f"<p>{told}</p>", state="sent",
    )  # fmt: skip
    unchanged(traced.registration, StillContact)
    close_delegation(delegation, actor_id=None)
    unchanged(traced.registration, StillContact)
    withdraw_registration(delegation.group, actor_id=None)
    relay()
    erase(traced.registration)
    relay()
    assert where(WORDS) == set()


def test_another_fair_ahead_is_left_first():
    organiser = make_fair().organisation
    person = make_person()
    here, there = (make_registration(make_fair(organiser), person) for _ in range(2))
    with pytest.raises(ComingElsewhere) as refusal:
        erase(here)
    assert refusal.value.extra == {"fairs": [there.fair.slug]}
    unchanged(here, ComingElsewhere)
    withdraw_registration(there, actor_id=None)
    erase(here)
    there.refresh_from_db()
    assert there.state == "erased"


def test_another_organisers_fair_is_not_named():
    person = make_person()
    here, _ = (make_registration(make_fair(), person) for _ in range(2))
    with pytest.raises(ComingElsewhere) as refusal:
        erase(here)
    assert refusal.value.extra == {"fairs": []}


def test_after_the_fair_no_seat_is_given_back():
    fair = make_fair(starts_on=dt.date(2026, 1, 8))
    registration = make_registration(fair)
    seat = make_seat(make_workshop(fair), registration)
    assert erase(registration).state == "erased"
    seat.refresh_from_db()
    assert seat.released_at is None


def test_notes_of_outcomes_and_reports_of_imports_lose_the_name_and_keep_the_rest():
    fair = make_fair()
    (slot,), (table,) = make_slots(fair, 1), make_tables(fair, 1)
    asker, maker = make_sourcer(fair), make_maker(fair)
    name = asker.person.full_name
    meeting = make_meeting(fair, asker, maker, slot, table, state="done")
    told = {"meeting": meeting, "kinds": ["quotation"], "source": "own", "told_at": now()}
    about = MeetingOutcome.objects.create(company=maker.company, note=f"Gửi báo giá cho {name} trước thứ Sáu", **told)
    other = MeetingOutcome.objects.create(company=asker.company, note="Đã xem mẫu", **told)
    quoted, silent = (
        ImportUpload.objects.create(
            fair=fair, name="a.csv", loaded_at=now(), expires_at=now(), report={"problems": [text]}
        )
        for text in (f"dòng 3: {name} đã có", "dòng 4: thiếu cột")
    )
    without_account(asker.person)
    assert erase(asker.registration).state == "erased"
    for row in (about, other, quoted, silent):
        row.refresh_from_db()
    assert (about.note, other.note) == ("Gửi báo giá cho … trước thứ Sáu", "Đã xem mẫu")
    assert [one.report["problems"] for one in (quoted, silent)] == [["dòng 3: … đã có"], ["dòng 4: thiếu cột"]]


def test_words_are_taken_out_in_any_case_and_as_html_writes_them():
    assert without("<p>ANNE O&#x27;HARA, Anne O'Hara</p>", ["Anne O'Hara", ""]) == "<p>…, …</p>"
    assert without("Bạn An an toàn, chị Ân; ANxan", ["An"]) == "Bạn … … toàn, chị Ân; ANxan"
    assert without("鄧春瓊様", ["鄧春瓊"]) == "…様"
    assert without("Gọi +84977123456.", ["+84977123456"]) == "Gọi …."


# --- taking it away --------------------------------------------------------------------------------------------------------
def test_the_file_holds_what_each_table_holds():
    traced = make_traced()
    answer = Client().get(f"/{traced.registration.fair.slug}/pass/{traced.key}/data/")
    assert "no-store" in answer["Cache-Control"]
    assert f"du-lieu-cua-toi-{traced.registration.fair.slug}.json" in answer["Content-Disposition"]
    assert answer.content.decode().count(NAME) > 1, "readable as it is, not as escapes"
    told = json.loads(answer.content)
    person = told["person"]
    assert [person[key] for key in ("full_name", "email", "phone", "company", "job_title")] == [
        NAME,
        EMAIL,
        PHONE,
        FIRM,
        JOB,
    ]
    assert told["registration"]["vehicle_plate"] == PLATE
    assert told["registration"]["invited_by"] == traced.exhibitor.fascia_name
    assert [one["state"] for one in told["badges"]] == ["live"]
    (scan,) = told["scans"]
    assert (scan["gate"], scan["direction"], scan["verdict"]) == (traced.gate.name_vi, "entry", "ok")
    assert dt.datetime.fromisoformat(scan["at"]).utcoffset() == dt.timedelta(hours=7)
    (lead,) = told["exhibitors_who_noted_you"]
    assert (lead["exhibitor"], lead["reads_your_contact_data"]) == (traced.exhibitor.company.legal_name, "shared")
    assert [(one["kind"], one["text"]) for one in lead["noted"]] == [("scan", ""), ("note", NOTE), ("answer", "A")]
    assert len(told["workshop_seats"]) == 1
    assert [one["full_name"] for one in told["delegations"]] == [NAME, NAME], "with a registration, and without one"
    assert [one["company"] for one in told["turned_away_at_the_desk"]] == [FIRM]
    assert [one["to"] for one in told["letters"]].count(EMAIL) == len(told["letters"]) >= 2
    assert told["wishes_to_meet"][0]["your_words"][0]["words"] == "Tôi muốn xem máy tiện"
    assert traced.code not in answer.content.decode()
    assert traced.key not in answer.content.decode()


def test_the_file_names_other_registrations_of_the_same_person_and_no_others():
    traced = make_traced()
    over = make_fair(traced.registration.fair.organisation, starts_on=dt.date(2026, 1, 8), name_vi="Hội chợ cũ")
    make_registration(over, make_person(full_name=NAME, email=EMAIL.lower()))
    make_registration(over, make_person(full_name="Đặng Văn Nam", email=EMAIL))
    told = data_of(traced.registration)["other_registrations"]
    assert told == [{"fair": "Hội chợ cũ", "role": "visitor", "state": "complete"}]


def test_the_file_of_somebody_who_only_registered_is_empty_where_nothing_is():
    told = data_of(make_registration(make_fair()))
    assert [
        told[name] for name in ("badges", "scans", "exhibitors_who_noted_you", "delegations", "meetings", "letters")
    ] == [[]] * 6


# --- pages and the API -----------------------------------------------------------------------------------------------------
def test_the_page_wants_the_tick_and_then_it_is_done():
    traced = make_traced()
    client, path = Client(), f"/{traced.registration.fair.slug}/pass/{traced.key}/erase/"
    client.get(f"/{traced.registration.fair.slug}/pass/{traced.key}/")
    assert client.get(path).status_code == 200
    assert client.post(path).status_code == 422
    assert Registration.objects.get(pk=traced.registration.pk).state == "complete"
    done = client.post(path, {"understood": "on"})
    assert (done.status_code, done["Location"]) == (302, f"/{traced.registration.fair.slug}/erased/")
    assert client.get(done["Location"]).status_code == 200
    assert traced.key not in client.session.get("passes", {}).values()
    assert history_of(traced.registration)[-1].note["reason"] == "pass_page"


def test_the_page_says_why_not():
    registration = make_registration(make_fair(contact_email="hoi@fair.example"), role="crew")
    path = f"/{registration.fair.slug}/pass/{registration.manage_key}/erase/"
    answer = Client().post(path, {"understood": "on"})
    assert answer.status_code == 409
    assert str(ManagedByFirm.title) in answer.content.decode() or "hoi@fair.example" in answer.content.decode()


def test_the_desk_erases_on_a_persons_wish_for_a_reason():
    traced = make_traced()
    client = Client()
    manager = make_member(traced.registration.fair.organisation, Role.MANAGER)
    client.force_login(manager)
    page = f"/{traced.registration.fair.slug}/desk/people/{traced.registration.public_id}/"
    assert client.post(f"{page}erase/", {"reason": "mail"}).status_code == 422
    assert client.post(f"{page}erase/", {"reason": "pass_page", "understood": "on"}).status_code == 422
    assert client.post(f"{page}erase/", {"reason": "desk", "understood": "on"}).status_code == 302
    act = history_of(traced.registration)[-1]
    assert (act.action, act.actor_id, act.note["reason"]) == ("erased", manager.pk, "desk")
    shown = client.get(page).content.decode()
    assert NAME not in shown
    assert "Đã xóa" in shown
    letter = Message.objects.filter(subject_id=traced.registration.pk, kind="registration.pass").get().public_id
    for page_of_letters in ("deliveries/", f"deliveries/{letter}/"):
        answer = client.get(f"/{traced.registration.fair.slug}/desk/{page_of_letters}")
        assert (answer.status_code, "erased.invalid" in answer.content.decode()) == (200, False)
    listed = client.get(f"/{traced.registration.fair.slug}/desk/registrations/").content.decode()
    assert NAME not in listed


def test_a_program_of_the_organiser_erases_once():
    traced = make_traced()
    manager = make_member(traced.registration.fair.organisation, Role.MANAGER)
    path = f"/api/v1/registrations/{traced.registration.public_id}/erase/"
    headers = bearer(manager) | {"Idempotency-Key": "erase-0001"}
    first, second = (
        Client().post(path, {"reason": "phone"}, content_type="application/json", headers=headers) for _ in range(2)
    )
    assert (first.status_code, first.json()["state"], first.json()["full_name"]) == (200, "erased", "")
    assert second.json() == first.json()
    bare = Client().post(path, {}, content_type="application/json", headers=bearer(manager))
    assert bare.status_code == 400
    gone = Client().post(path, {"reason": "phone"}, content_type="application/json", headers=bearer(manager))
    assert gone.status_code == 404


def test_a_hall_server_forgets_the_name_with_its_next_pull():
    """Rows travel by who wrote them last: the person's and the registration's come again, empty."""
    traced = make_traced()
    fair = traced.registration.fair
    first = page(fair.pk, since=None)
    assert NAME in "".join(piece.rows for piece in first.pieces)
    erase(traced.registration)
    changes = {piece.table: json.loads(piece.rows) for piece in page(fair.pk, since=first.upto).pieces}
    (person,) = [one for one in changes["directory_person"] if one["id"] == traced.registration.person_id]
    assert [person[name] for name in ("full_name", "company_name", "phone", "search_text")] == ["", "", "", ""]
    (told,) = [one for one in changes["booking_registration"] if one["id"] == traced.registration.pk]
    assert (told["state"], told["vehicle_plate"]) == ("erased", "")
    whole = "".join(piece.rows for piece in page(fair.pk, since=None).pieces)
    assert [word for word in WORDS if word.lower() in whole.lower()] == []
