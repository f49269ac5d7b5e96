"""Invitation codes: made and ended by a firm, used or not by visitors, counted from scans, told only with a yes."""

import datetime as dt
import json
from io import BytesIO

import pytest
from django.db import IntegrityError
from openpyxl import load_workbook

from booking.errors.invitations import InvitationsSpent
from booking.models import InvitationCode, Registration
from booking.queries.invitations import invitations_left
from booking.rules.invitations import LENGTH, Standing, grouped, read_code, standing_of
from booking.services import invitations
from booking.services.invitations import end_invitation, make_invitation
from checkin.access.posts import Post
from checkin.queries.invitations import Brought, brought_by, guests_of
from checkin.services.scans import ScanRequest, scan_badge
from kernel.clock import now
from kernel.models import HistoryEntry
from tests.factories.fair import ZONE, make_checkin_list, make_exhibitor, make_fair, make_gate
from tests.factories.people import bearer, make_company, make_member

pytestmark = pytest.mark.django_db(transaction=True)
PERSON = {
    "full_name": "Nguyễn Hà", "email": "ha@mail.example", "company_name": "Điện tử Sao Mai", "consent": "on", "language": "vi", "role": "visitor",
}  # fmt: skip


@pytest.fixture
def firm():
    exhibitor = make_exhibitor(make_fair(contact_email="btc@mail.example"), make_company("Cơ khí Đông Anh"))
    exhibitor.boss = make_member(exhibitor.company.organisation, "admin")
    return exhibitor


def a_code(firm, *, most=10, **fields):
    return make_invitation(firm, label="Khách quen", most=most, expires_at=None, actor_id=firm.boss.pk, **fields)


def send(client, path, body, credentials):
    return client.post(path, json.dumps(body), content_type="application/json", headers=credentials)


def test_a_code_is_read_however_it_is_written_and_stands_as_long_as_it_counts():
    assert [read_code(typed) for typed in ("K7QX-2M4D", " k7qx 2m4d ", "k7qx2m4d")] == ["K7QX2M4D"] * 3
    assert len(read_code("K" * 500)) == 9
    assert grouped("K7QX2M4D") == "K7QX-2M4D"
    moment = now()
    hour = dt.timedelta(hours=1)
    facts = {"uses": 1, "most": 2, "expires_at": moment + hour, "closed_at": None, "now": moment}
    assert standing_of(**facts) is Standing.OPEN
    assert standing_of(**facts | {"uses": 2}) is Standing.USED_UP
    assert standing_of(**facts | {"expires_at": moment}) is Standing.OVER
    assert standing_of(**facts | {"closed_at": moment}) is Standing.OVER


def test_whoever_registers_by_the_link_is_credited_and_told_only_with_a_yes(client, firm):
    code = a_code(firm)
    fair = firm.fair
    page = f"/{fair.slug}/register/"
    shown = client.get(f"{page}?invite={grouped(code.code)}").content.decode()
    assert firm.fascia_name in shown
    days = [day.date.isoformat() for day in fair.days.all()]
    said = PERSON | {"days": days, "invitation": grouped(code.code).lower()}
    assert client.post(page, said | {"inviter_told": "on"}).status_code == 302
    assert client.post(page, said | {"email": "hai@mail.example", "full_name": "Người kín tiếng"}).status_code == 302
    open_one, silent = Registration.objects.order_by("pk")
    assert (open_one.invitation, silent.invitation) == (code, code)
    gate, the_list = make_gate(fair), make_checkin_list(fair)
    Registration.objects.update(days=[])  # today is no day of a fair that is still to come
    post = Post(fair.pk, fair.token_number, ZONE, gate.pk, gate.code, the_list.pk, None)
    assert scan_badge(post, ScanRequest(open_one.badges.get().code, "nonce-0001"), now=now()).verdict == "ok"
    assert brought_by([code]) == {code.pk: Brought(2, 1)}
    assert [(one.full_name, one.came) for one in guests_of(firm)] == [("Nguyễn Hà", True)]
    client.force_login(firm.boss)
    own = client.get(f"/{fair.slug}/my-booth/invitations/").content.decode()
    assert "Nguyễn Hà" in own
    assert "Người kín tiếng" not in own
    client.logout()
    pass_page = f"/{fair.slug}/pass/{open_one.manage_key}/"
    assert firm.fascia_name in client.get(pass_page).content.decode()
    assert client.post(f"{pass_page}inviter/", {"may_know": "no"}).status_code == 302
    assert guests_of(firm) == []


@pytest.mark.parametrize("end", ["used up", "expired", "ended", "unknown"])
def test_a_code_that_no_longer_counts_credits_nobody_and_stops_nobody(client, firm, end):
    code = a_code(firm, most=1)
    changes = {"used up": {"uses": 1}, "expired": {"expires_at": now()}, "ended": {"closed_at": now()}}.get(end, {})
    InvitationCode.objects.update(**changes)
    typed = "ZZZZ-ZZZZ" if end == "unknown" else code.code
    page = f"/{firm.fair.slug}/register/"
    assert client.get(f"{page}?invite={typed}").status_code == 200
    days = [day.date.isoformat() for day in firm.fair.days.all()]
    answer = client.post(page, PERSON | {"days": days, "invitation": typed}, follow=True)
    assert answer.redirect_chain[-1][0].endswith("/register/done/")
    made = Registration.objects.get()
    assert (made.state, made.invitation) == ("complete", None)
    code.refresh_from_db()
    assert code.uses == changes.get("uses", 0)


def test_the_firm_makes_and_ends_codes_by_api_and_the_organiser_reads_the_league(client, firm):
    fair = firm.fair
    who, path = bearer(firm.boss, "book"), f"/api/v1/fairs/{fair.slug}/invitations/"
    made = send(client, path, {"label": "Khách quen", "most": 150}, who)
    assert (made.status_code, made.json()["standing"]) == (201, "open")
    spent = send(client, path, {"most": 51}, who)
    assert (spent.status_code, spent.json()["code"], spent.json()["left"]) == (409, "invitations_spent", 50)
    past = send(client, path, {"most": 5, "expires_at": "2020-01-01T00:00:00Z"}, who)
    assert (past.status_code, past.json()["code"]) == (422, "ends_in_the_past")
    asked = client.get(f"/api/v1/fairs/{fair.slug}/invitation-codes/{made.json()['code']}/").json()
    assert asked == {"standing": "open", "invited_by": firm.fascia_name}
    body = {"full_name": "Nguyễn Hà", "email": "ha@mail.example", "consent": True, "invitation": made.json()["code"]}
    registered = send(client, f"/api/v1/fairs/{fair.slug}/registrations/", body, {}).json()
    assert (registered["invited_by"], registered["share_with_inviter"]) == (firm.fascia_name, False)
    listed = client.get(path, headers=who).json()
    assert (listed["left"], listed["guests"]) == (50, [])
    assert [(one["uses"], one["registered"], one["came"]) for one in listed["invitations"]] == [(1, 1, 0)]
    assert send(client, f"{path}{made.json()['id']}/end/", {}, who).json()["standing"] == "over"
    assert invitations_left(firm, now=now()) == 199
    owner = bearer(make_member(fair.organisation, "owner"), "read")
    league = client.get(f"/api/v1/fairs/{fair.slug}/invitation-league/", headers=owner).json()
    assert [(one["fascia_name"], one["registered"], one["came"]) for one in league] == [(firm.fascia_name, 1, 0)]
    book = client.get(f"/api/v1/fairs/{fair.slug}/invitation-league.xlsx", headers=owner)
    cells = [[cell.value for cell in row] for row in load_workbook(BytesIO(book.content)).active.rows]
    assert cells[1] == [firm.fascia_name, 1, 150, 1, 0, 0]
    client.force_login(make_member(fair.organisation, "manager"))
    assert firm.fascia_name in client.get(f"/{fair.slug}/desk/invitations/").content.decode()


def test_the_organiser_lets_one_firm_invite_more_with_the_reason_and_its_history(client, firm):
    manager = make_member(firm.fair.organisation, "manager")
    client.force_login(manager)
    api, page = (
        f"/api/v1/exhibitors/{firm.public_id}/invitation-allowance/",
        f"/{firm.fair.slug}/desk/passes/{firm.public_id}/invitations/",
    )
    assert client.get(api).json() == {"by_rule": 200, "extra": 0, "reason": "", "total": 200}
    with pytest.raises(InvitationsSpent):
        a_code(firm, most=201)
    answer = client.put(api, {"extra": 50, "reason": "Nhà tài trợ"}, content_type="application/json")
    assert answer.json() == {"by_rule": 200, "extra": 50, "reason": "Nhà tài trợ", "total": 250}
    a_code(firm, most=240)
    shown = client.get(page).content.decode()
    assert 'value="50"' in shown
    assert "10 / 250" in shown
    assert client.post(page, {"extra": "20", "reason": ""}).status_code == 422
    assert client.post(page, {"extra": "20", "reason": "Bớt lại"}).status_code == 302
    assert invitations_left(firm, now=now()) == 0  # what was given out stays
    assert InvitationCode.objects.get().closed_at is None
    listed = " ".join(client.get(f"/{firm.fair.slug}/desk/passes/").content.decode().split())
    assert f'href="{page}">220<' in listed
    told = HistoryEntry.objects.filter(action="invitations_given").order_by("pk")
    assert [(one.before, one.after, one.actor_id) for one in told] == [
        ("0", "50", manager.pk),
        ("50", "20", manager.pk),
    ]
    stranger = make_fair()
    client.force_login(make_member(stranger.organisation, "manager"))
    assert client.get(api).status_code == 404
    assert client.get(f"/{stranger.slug}/desk/passes/{firm.public_id}/invitations/").status_code == 404


def test_a_code_that_a_guest_has_already_is_drawn_again_and_five_in_a_row_is_a_fault(firm, monkeypatch):
    drawn = ["A" * LENGTH, "A" * LENGTH, "B" * LENGTH, *["A" * LENGTH] * 4, "C" * LENGTH, *["A" * LENGTH] * 5]
    letters = iter("".join(drawn))
    monkeypatch.setattr(invitations.secrets, "choice", lambda _alphabet: next(letters))
    assert [a_code(firm).code[0] for _ in range(3)] == ["A", "B", "C"]
    with pytest.raises(IntegrityError, match="invitation_code_once"):
        a_code(firm)
    assert InvitationCode.objects.count() == HistoryEntry.objects.filter(action="made").count() == 3


def test_another_fault_than_a_code_that_is_taken_is_not_tried_again(firm):
    with pytest.raises(IntegrityError, match="invitationcode_most_check"):
        a_code(firm, most=-1)
    assert InvitationCode.objects.count() == 0


def test_a_code_ends_once(firm):
    code = a_code(firm)
    ended = end_invitation(code, actor_id=firm.boss.pk).closed_at
    assert end_invitation(code, actor_id=firm.boss.pk).closed_at == ended is not None
    assert HistoryEntry.objects.filter(action="ended").count() == 1
