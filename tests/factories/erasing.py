"""Somebody who did everything that leaves a name behind, and the words by which they would be found."""

import datetime as dt
import json
from dataclasses import dataclass, field

from django.test import Client

from booking.models import DelegationPlace, MeetingRequest, Registration, RequestTurn
from booking.services.delegation_people import confirm_people, join_delegation
from booking.services.invitations import make_invitation
from booking.services.registrations import correct_registration
from booking.services.seats import take_seat
from checkin.access.posts import DevicePost
from checkin.models import WalkIn
from checkin.services.lead_qualifiers import QualifierGiven, set_qualifiers
from checkin.services.scans import ScanRequest, scan_badge
from fairday.models import ImportUpload
from kernel.clock import now
from kernel.models import Message
from kernel.relay import relay_batch
from tests.factories.delegations import guest, make_delegation
from tests.factories.door import make_device, post_of
from tests.factories.fair import make_checkin_list, make_fair, make_gate, make_workshop
from tests.factories.leads import entry, make_lead, send
from tests.factories.meetings import make_maker, make_sourcer
from worker.subscribers import WORK, compose

NAME, OTHER, EMAIL, PHONE = "Đặng Thị Xuân Quỳnh", "鄧春瓊", "Quynh.Dtx@rieng-tu.example", "+84977123456"
FIRM, JOB, PLATE, INTEREST = "Xưởng Quỳnh Dao 7", "Trưởng phòng vật tư lạ", "29C-987.65", "ren-xoan-hiem"
NOTE = f"{NAME} hẹn gọi lại số {PHONE}"
WORDS = (
    NAME, "dang thi xuan quynh", OTHER, EMAIL, PHONE, "0977123456", "0977 123 456", "977123456", FIRM, "xuong quynh dao",
    JOB, PLATE, INTEREST, "hẹn gọi lại", "Tôi muốn xem máy tiện",
)  # fmt: skip
NEVER_HELD = {"0977123456", "0977 123 456"}
"""Forms in which the number stands nowhere; they are looked for so that they never do."""


@dataclass
class Traced:
    """`registration` is theirs; `key` is the address of the pass before."""

    registration: Registration
    exhibitor: object
    author: object
    key: str
    code: str
    gate: object
    post: DevicePost
    more: dict = field(default_factory=dict)

    def scan(self, nonce):
        post = self.post.at(next(iter(self.post.lists)))
        return scan_badge(post, ScanRequest(text=self.code, nonce=nonce), now=now())


def relay() -> None:
    relay_batch(compose, besides=WORK)


def make_traced(fair=None) -> Traced:
    fair = fair or make_fair()
    maker = make_maker(fair, "Cơ khí Đông Anh")
    exhibitor = fair.exhibitors.select_related("fair", "company").get(company=maker.company)
    invitation = make_invitation(exhibitor, label="", most=5, expires_at=None, actor_id=maker.user.pk)
    answer = Client().post(
        f"/api/v1/fairs/{fair.slug}/registrations/",
        {
            "full_name": NAME, "other_name": OTHER, "email": EMAIL, "phone": PHONE, "company_name": FIRM, "job_title": JOB,
            "interests": [INTEREST], "consent": True, "share_contact": True, "invitation": invitation.code,
            "share_with_inviter": True, "source": "web",
        },
        content_type="application/json", headers={"Idempotency-Key": "traced-0001"},
    )  # fmt: skip
    assert answer.status_code == 201, answer.content
    registration = Registration.objects.get(public_id=answer.json()["id"])
    correct_registration(registration, actor_id=None, job_title=JOB)
    Registration.objects.filter(pk=registration.pk).update(vehicle_plate=PLATE, days=[])
    relay()
    take_seat(make_workshop(fair), registration)
    delegation = make_delegation(fair)
    join_delegation(delegation, guest(NAME, email=EMAIL, phone=PHONE))
    confirm_people(delegation, places=None, actor_id=None)
    left = make_delegation(fair, name="Đoàn khác")
    DelegationPlace.objects.create(
        delegation=left, full_name=NAME, email=EMAIL, phone=PHONE, who="email:quynh.dtx@rieng-tu.example",
        state="declined", consented_at=now(),
    )  # fmt: skip
    relay()
    set_qualifiers(exhibitor, [QualifierGiven(kind="grade", question="Mức quan tâm")])
    lead = make_lead(exhibitor, registration, author=maker.user, note=NOTE)
    code = registration.badges.get(state="live").code
    qualifier = exhibitor.lead_qualifiers.get().public_id
    assert send(exhibitor, maker.user, entry("answer", badge=code, qualifier=qualifier, text="A"))[0].refusal is None
    gate, day = make_gate(fair), make_checkin_list(fair, opens_at=now() - dt.timedelta(hours=1))
    device = make_device(gate, day)
    WalkIn.objects.create(
        fair=fair, device=device, nonce="refused-1", at=now(), problem="registration_closed",
        full_name=NAME.upper(), phone="+84 977 123 456", company_name=FIRM,
    )  # fmt: skip
    ImportUpload.objects.create(
        fair=fair, name="khach.csv", report={"problems": [{"row": 3, "what": f"“{EMAIL}” đã có; {PHONE}"}]},
        expires_at=now(), loaded_at=now(),
    )  # fmt: skip
    _wish(fair, maker, registration)
    Message.objects.filter(subject_id=registration.pk, kind="registration.pass").update(
        state="sent", last_error=f"550 {EMAIL}"
    )
    registration.refresh_from_db()
    traced = Traced(registration, exhibitor, maker.user, registration.manage_key, code, gate, post_of(device))
    traced.more = {"lead": lead, "maker": maker, "delegation": delegation}
    traced.scan("traced-scan-1")
    return traced


def _wish(fair, maker, registration):
    """One that was declined long since: words of theirs, words about them, and a letter to the other side."""
    asker = make_sourcer(fair)
    low, high = sorted([asker.company, maker.company], key=lambda one: one.pk)
    wish = MeetingRequest.objects.create(
        fair=fair, from_person=asker.person, from_company=asker.company, to_company=maker.company,
        to_person=registration.person, company_low=low, company_high=high, awaiting_company=maker.company,
        message=f"Gửi chị {NAME}", state="declined", decline_reason=f"{NAME} bận",
    )  # fmt: skip
    RequestTurn.objects.create(
        request=wish, kind="declined", company=maker.company, person=registration.person, words="Tôi muốn xem máy tiện"
    )
    RequestTurn.objects.create(
        request=wish, kind="made", company=asker.company, person=asker.person, words=f"Gửi chị {NAME}"
    )
    Message.objects.create(
        tenant=fair.organisation.public_id, scope=fair.public_id, subject_type="booking.meetingrequest", subject_id=wish.pk,
        kind="meeting_request.declined", recipient=asker.person.email, title=f"{NAME} từ chối", text=f"{NAME} đã từ chối",
        html=f"<p>{NAME}</p>", state="sent",
    )  # fmt: skip


def said(answer) -> dict:
    return json.loads(answer.content)
