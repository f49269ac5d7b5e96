"""Two organisers, their fairs, and one of everything at the first: what the table's routes point at."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import transaction

from accounts.models import Membership, User
from accounts.roles import Role
from accounts.services.tokens import make_token
from booking.delegation_links import join_key
from booking.models import BadgeLogo, Booking, Duty, Meeting, MeetingRequest, Registration, ScheduleRun
from booking.queries.agenda import calendar_key
from booking.queries.badge_prints import Choice
from booking.rules.schedule import Options
from booking.services.badge_batches import make_next_stack, start_batch
from booking.services.blocks import block_company
from booking.services.booths import hold_booth, submit_booking
from booking.services.delegation_people import confirm_people
from booking.services.invitations import make_invitation
from booking.services.meetings import accept_request
from booking.services.proposals import propose_times
from booking.services.requests import make_request
from booking.services.seats import take_seat
from booking.services.stock_badges import print_stock
from checkin.rehearsal.morning import Asked
from checkin.replica import shape
from checkin.services.hall_servers import add_hall_server
from checkin.services.rehearsals import ask_for_rehearsal
from directory.models import Need, Person, Term
from fairday.models import LostSlot, OfferSeat, RefillOffer
from fairday.services.import_desk import check_upload
from fairs.models import MeetingSlot, MeetingTable
from kernel.clock import now
from kernel.models import Message
from tests.factories.delegations import make_delegation, make_place
from tests.factories.door import make_device
from tests.factories.fair import (
    make_booths,
    make_buyer,
    make_checkin_list,
    make_exhibitor,
    make_fair,
    make_gate,
    make_hall,
    make_slots,
    make_tables,
    make_workshop,
)  # fmt: skip
from tests.factories.leads import make_lead
from tests.factories.people import make_company, make_member, make_person, make_user
from tests.factories.visits import make_badge, make_registration

PLACED = {"item": "x", "before": None, "after": None}
ROLES = ("nobody", "owner", "manager", "sales", "door", "exhibitor", "buyer", "visitor", "outsider", "other_firm")


@dataclass
class World:
    """`users[role]` is None for nobody; `words` are what the addresses hold, `own_words` those of single routes, `bodies`
    well-formed input for routes that check the form before they look anything up."""

    users: dict[str, User | None] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    bodies: dict[tuple[str, str], dict[str, object]] = field(default_factory=dict)
    own_words: dict[str, dict[str, str]] = field(default_factory=dict)


@contextmanager
def standing_world(django_db_blocker) -> Iterator[World]:
    """Built once for a module, in a transaction that is never committed; each test undoes its own part of it."""
    with django_db_blocker.unblock():
        undone = transaction.atomic()
        undone._from_testcase = True  # a unit of work inside may still be the outermost
        with undone:
            yield build_world()
            transaction.set_rollback(True)


def build_world() -> World:
    """The exhibitor holds booth and booking, the buyer asks him for a meeting; the visitor has a pass."""
    fair, foreign = make_fair(), make_fair()
    hall = make_hall(fair)
    booths = make_booths(hall, 4, approval="committee")
    slots, tables = make_slots(fair, 6), make_tables(fair, 3)
    maker, asker, other = (make_company() for _ in range(3))
    users: dict[str, User | None] = {"nobody": None}
    for role in (Role.OWNER, Role.MANAGER, Role.SALES, Role.DOOR):
        users[role.value] = make_member(fair.organisation, role)
    users["exhibitor"] = make_member(maker.organisation, Role.ADMIN)
    users["buyer"] = make_member(asker.organisation, Role.ADMIN)
    users["visitor"] = make_user()
    users["outsider"] = make_member(foreign.organisation, Role.OWNER)
    users["other_firm"] = make_member(other.organisation, Role.ADMIN)
    exhibitor = make_exhibitor(fair, maker)
    make_buyer(fair, asker)
    people = {
        "exhibitor": make_person(users["exhibitor"], maker),
        "buyer": make_person(users["buyer"], asker),
        "visitor": make_person(users["visitor"]),
        "other_firm": make_person(users["other_firm"], other),
    }
    registrations = {
        role: make_registration(fair, people[role], role=role) for role in ("exhibitor", "buyer", "visitor")
    }
    badges = {role: make_badge(registration) for role, registration in registrations.items()}
    lead = make_lead(exhibitor, registrations["visitor"], author=users["exhibitor"])
    booking = hold_booth(booths[0], company=maker, actor_id=users["exhibitor"].pk)
    submit_booking(booking, fascia_name="Đông Anh", actor_id=users["exhibitor"].pk)
    Booking.objects.create(fair=fair, booth=booths[2], company=maker, state="paid", fascia_name="Đông Anh")
    applicant = make_company()  # of the exhibitor's people too; nobody else may know of it yet
    Membership.objects.create(user=users["exhibitor"], organisation=applicant.organisation, role=Role.ADMIN)
    Booking.objects.create(fair=fair, booth=booths[3], company=applicant, state="submitted")
    process = Term.objects.create(kind="process", code="cnc", name_vi="Gia công CNC", name_en="CNC")
    need = Need.objects.create(company=asker, code="N1", title_vi="Trục", process=process)
    met = make_request(fair, user=users["buyer"], to_company=maker, slots=slots[:2], need=None)
    meeting = accept_request(met, user=users["exhibitor"])
    wish = make_request(fair, user=users["buyer"], to_company=maker, slots=slots[2:4], need=need)
    offer = _offer(wish, tables[2], slots[2], people)
    proposal = propose_times(meeting, user=users["buyer"], slots=[slots[4]])
    block = block_company(fair, user=users["exhibitor"], other=other)
    duty = Duty.objects.create(
        fair=fair, person=people["exhibitor"], label="Trực gian", starts_at=slots[5].ends_at,
        ends_at=slots[5].ends_at + dt.timedelta(hours=1),
    )  # fmt: skip
    letter = Message.objects.create(
        tenant=fair.organisation.public_id, scope=fair.public_id, subject_type="booking.booking", subject_id=booking.pk,
        kind="booking_confirmed", recipient="a@mail.example", title="t", text="t", state="failed",
    )  # fmt: skip
    run = ScheduleRun.objects.create(
        fair=fair, state="ready", created_by=users["owner"], options=Options().as_json(), edits=[PLACED | {"key": f"w{wish.pk}"}],
        placements={f"w{wish.pk}": {"slot": slots[2].pk, "table": tables[0].pk, "interpreter": None,
                                    "a": people["buyer"].pk, "b": people["exhibitor"].pk}},
    )  # fmt: skip
    token, _ = make_token(users["owner"], name="t", scopes=["read"])
    workshop = make_workshop(fair)
    take_seat(workshop, registrations["visitor"])
    upload = check_upload(fair, name="gates.csv", content=b"code,name_vi\nC,C\n", actor_id=users["owner"].pk)
    gate, checkin_list = make_gate(fair), make_checkin_list(fair)
    invitation = make_invitation(exhibitor, label="", most=5, expires_at=None, actor_id=users["exhibitor"].pk)
    badge_batch = start_batch(fair, choice=Choice(), paper=None, language="", user=users["owner"])
    make_next_stack(badge_batch.pk)
    delegation = make_delegation(fair, host=maker)
    places = [make_place(delegation) for _ in range(2)]
    confirm_people(delegation, places=[places[0].public_id], actor_id=None)
    words = {
        "fair": fair.slug,
        "delegation": delegation.public_id,
        "join_key": join_key(delegation),
        "place_key": places[1].manage_key,
        "place": places[0].public_id,
        "hall": hall.public_id,
        "booth": booths[1].public_id,
        "booking": booking.public_id,
        "exhibitor": make_exhibitor(fair, applicant).public_id,
        "token": token.public_id,
        "company": maker.public_id,
        "company_slug": maker.slug,
        "need": need.public_id,
        "registration": registrations["visitor"].public_id,
        "manage_key": registrations["visitor"].manage_key,
        "wish": wish.public_id,
        "workshop": workshop.public_id,
        "delivery": letter.public_id,
        "meeting_request": wish.public_id,
        "meeting": meeting.public_id,
        "proposal": proposal.public_id,
        "block": block.public_id,
        "duty": duty.public_id,
        "upload": upload.public_id,
        "run": run.public_id,
        "offer": offer.public_id,
        "person": people["buyer"].public_id,
        "answer": "accept",
        "host_act": "start",
        "runner_act": "claim",
        "item": wish.public_id,
        "member": users["exhibitor"].public_id,
        "key": calendar_key(registrations["buyer"]),
        "gate": gate.public_id,
        "checkin_list": checkin_list.public_id,
        "device": make_device(gate, checkin_list).public_id,
        "hall_server": add_hall_server(fair, name="Laptop", actor_id=users["owner"].pk, now=now())[0].public_id,
        "nonce": "no-such-scan",
        "stock": print_stock(fair, number=1, actor_id=users["manager"].pk).public_id,
        "move": "approve",
        "code": booths[1].code,
        "act": "extend",
        "lead": lead.public_id,
        "word": "withdraw",
        "badge_batch": badge_batch.public_id,
        "badge_logo": BadgeLogo.objects.create(fair=fair, name="Denko", drawing="<svg/>", ratio=3).public_id,
        "number": "1",
        "rehearsal": ask_for_rehearsal(fair, asked=Asked(), user=users["owner"]).public_id,
        "kind": "staff",
        "invitation": invitation.public_id,
    }
    bodies: dict[tuple[str, str], dict[str, object]] = {
        ("api_booking_submit", "POST"): {"fascia_name": "Đông Anh"},
        ("api_registration_erase", "POST"): {"reason": "mail"},
        ("api_booking_decline", "POST"): {"reason": "Trùng ngành"},
        ("api_availability", "PUT"): {"unavailable": [slots[5].public_id]},
        ("api_meeting_requests", "POST"): {"to_company": other.public_id, "slots": [slots[4].public_id]},
        ("api_meeting_request_counter", "POST"): {"slots": [slots[4].public_id]},
        ("api_meeting_reschedule", "POST"): {"slot": slots[5].public_id},
        ("api_outcomes", "POST"): {"kinds": ["sample"]},
        ("api_runner", "PUT"): {"state": "claimed"},
        ("api_meeting_here", "POST"): {"company": maker.public_id},
        ("api_meeting_no_show", "POST"): {"companies": [maker.public_id]},
        ("api_meeting_request", "PATCH"): {"priority": 1},
        ("api_meeting_request_delegate", "POST"): {"person": people["exhibitor"].public_id},
        ("api_meeting_delegate", "POST"): {"person": people["exhibitor"].public_id},
        ("api_meeting_proposals", "POST"): {"slots": [slots[4].public_id]},
        ("api_blocks", "POST"): {"company": other.public_id},
        ("api_block_pairs", "POST"): {"companies": [maker.public_id, asker.public_id]},
        ("api_duties", "POST"): {
            "title": "Trực gian", "starts_at": "2026-01-01T02:00:00Z", "ends_at": "2026-01-01T03:00:00Z",
        },
        ("api_needs", "POST"): {"code": "N9", "title_vi": "Vỏ hộp", "process": "cnc"},
        ("api_schedule_publish", "POST"): {"seen": "0" * 24},
        ("api_schedule_place", "POST"): {"item": wish.public_id, "slot": slots[3].public_id, "table": tables[1].public_id},
        ("api_schedule_take_out", "POST"): {"item": wish.public_id},
        ("api_meeting_request_must", "POST"): {"is_must": True},
        ("api_delegation_join", "POST"): {"key": join_key(delegation), "full_name": "Lê Văn Tám", "phone": "0912345678", "consent": True},
        ("web:delegation_people", "POST"): {"act": "confirm_all"},
        ("web:delegation_run", "POST"): {"act": "change", "places": "20", "join_until": "2026-01-01T08:00"},
        ("web:booth_hold", "POST"): {"booth": booths[1].code},
        ("web:lead", "POST"): {"act": "note", "text": "Cần báo giá"},
        ("api_badge_design", "PUT"): {
            "seen": 0, "paper": "a6", "lines": [{"field": "name"}], "shown": "code",
        },
        ("api_leads", "POST"): {"badge": badges["visitor"].code, "nonce": "lead-0001"},
        ("api_leads_batch", "POST"): {"entries": [{"kind": "scan", "badge": badges["visitor"].code, "nonce": "lead-0002"}]},
        ("api_lead_entries", "POST"): {"kind": "note", "text": "Cần báo giá", "nonce": "lead-0003"},
        ("api_lead_qualifiers", "PUT"): {"qualifiers": [{"kind": "grade", "question": "Mức quan tâm"}]},
        ("api_devices", "POST"): {"name": "Máy mới", "gate": words["gate"], "checkin_lists": [words["checkin_list"]]},
        ("api_door_enrol", "POST"): {"code": "no such code"},
        ("api_hall_servers", "POST"): {"name": "Laptop 2"},
        ("api_hall_join", "POST"): {"code": "no such code", "shape": shape()},
        ("api_stock_badges", "POST"): {"number": 1},
        ("api_invitations", "POST"): {"most": 5},
        ("api_passes", "POST"): {"full_name": "Lê Văn Tám", "consent": True},
        ("api_pass", "PATCH"): {"full_name": "Lê Văn Tám"},
        ("api_pass_rules", "PUT"): {"unit_m2": 9, "staff_per_unit": 3, "staff_least": 2, "crew_per_unit": 3, "crew_least": 4, "invitations": 9},
        ("api_invitation_allowance", "PUT"): {"extra": 100, "reason": "Nhà tài trợ"},
        ("api_pass_extra", "PUT"): {"extra": 2, "reason": "Máy lớn"},
        ("api_scans", "POST"): {
            "text": "x", "nonce": "nonce-0001", "gate": words["gate"], "checkin_list": words["checkin_list"],
        },
        ("api_scans_batch", "POST"): {
            "gate": words["gate"], "checkin_list": words["checkin_list"],
            "scans": [{"text": "x", "nonce": "nonce-0002"}],
        },
    }  # fmt: skip
    staff = {"registration": registrations["exhibitor"].public_id}
    driver = make_registration(fair, make_person(), role="crew")
    Registration.objects.filter(pk=driver.pk).update(company=maker)
    own_words = {
        "api_pass": staff,
        "web:staff_member": staff,
        "api_inviter": {"code": invitation.code},
        "web:crew_member": {"registration": driver.public_id},
    }
    return World(users, words, bodies, own_words)


def _offer(wish: MeetingRequest, table: MeetingTable, slot: MeetingSlot, people: dict[str, Person]) -> RefillOffer:
    """The lost slot of an earlier meeting, offered to the buyer and the exhibitor."""
    earlier = Meeting.objects.get()
    lost = LostSlot.objects.create(
        fair=wish.fair, meeting=earlier, slot=slot, table=table, reason="no_show", lost_at=now()
    )
    offer = RefillOffer.objects.create(
        fair=wish.fair, lost=lost, request=wish, slot=slot, table=table, offered_at=now(), expires_at=slot.starts_at
    )
    for role in ("exhibitor", "buyer"):
        OfferSeat.objects.create(offer=offer, person=people[role], company=people[role].company, slot=slot)
    return offer
