"""Leads through the API: by session and token, alone and in batches; what files carry; what others do not see."""

import datetime as dt
import io

import pytest
from openpyxl import load_workbook

from accounts.roles import Role
from booking.models import Booking
from checkin.models import Lead, LeadEntry
from directory.models import Person
from kernel.clock import now
from tests.factories.fair import make_booths, make_fair, make_hall
from tests.factories.leads import make_lead, make_qualifier
from tests.factories.meetings import make_colleague, make_maker, make_need
from tests.factories.people import bearer, make_company, make_member, make_person
from tests.factories.visits import make_badge, make_registration

pytestmark = pytest.mark.django_db


class Stand:
    def __init__(self, client):
        self.client, self.fair = client, make_fair()
        self.an = make_maker(self.fair, "Cơ khí Đông Anh")
        self.binh = make_colleague(self.fair, self.an.company)
        self.exhibitor = self.fair.exhibitors.get()
        self.company = make_company("Denko")
        person = make_person(
            company=self.company, full_name="Trần Thị Hoa", job_title="Mua hàng; QA", phone="+84912345678", email="hoa@denko.example"
        )  # fmt: skip
        self.visit = make_registration(self.fair, person, share_contact=True)
        self.badge = make_badge(self.visit)
        self.headers = bearer(self.an.user, "scan")

    def ask(self, method, path, body=None, *, status=200, headers=None):
        url = path if path.startswith("/") else f"/api/v1/fairs/{self.fair.slug}/{path}"
        options = {} if body is None else {"data": body, "content_type": "application/json"}
        answer = getattr(self.client, method)(url, headers=headers or self.headers, **options)
        assert answer.status_code == status, answer.content
        return answer

    def visitors(self, path=""):
        return f"/api/v1/registrations/{self.visit.public_id}/booths-visited/{path}?key={self.visit.manage_key}"


@pytest.fixture
def stand(client):
    return Stand(client)


def test_a_lead_from_the_scan_to_the_card(stand):
    scan = {"badge": stand.badge.code, "nonce": "scan-0001"}
    lead = stand.ask("post", "leads/", scan).json()
    assert stand.ask("post", "leads/", scan).json() == lead
    assert lead["contact"] == {
        "full_name": "Trần Thị Hoa", "company": "Công ty TNHH Denko", "job_title": "Mua hàng; QA",
        "email": "hoa@denko.example", "phone": "+84912345678",
    }  # fmt: skip
    assert (lead["standing"], [one["by"] for one in lead["scans"]]) == ("shared", [stand.an.user.full_name])
    (grade,) = stand.ask(
        "put", "lead-qualifiers/", {"qualifiers": [{"kind": "grade", "question": "Mức quan tâm"}]}
    ).json()
    need = make_need(stand.company, title_vi="Càng phanh")
    address = f"leads/{lead['id']}/entries/"
    colleague = bearer(stand.binh.user, "scan")
    stand.ask("post", address, {"kind": "note", "text": "Cần báo giá", "nonce": "note-0001"})
    stand.ask("post", address, {"kind": "note", "text": "Hẹn thăm", "nonce": "note-0002"}, headers=colleague)
    stand.ask("post", address, {"kind": "answer", "qualifier": grade["id"], "text": "B", "nonce": "answer-01"})
    stand.ask(
        "post",
        address,
        {"kind": "answer", "qualifier": grade["id"], "text": "A", "nonce": "answer-02"},
        headers=colleague,
    )
    stand.ask("post", address, {"kind": "need", "need": need.public_id, "nonce": "need-0001"})
    card = stand.ask("get", f"leads/{lead['id']}/", headers=bearer(stand.binh.user, "read")).json()
    assert [(one["text"], one["by"]) for one in card["notes"]] == [
        ("Cần báo giá", stand.an.user.full_name), ("Hẹn thăm", stand.binh.user.full_name),
    ]  # fmt: skip
    (answer,) = card["answers"]
    assert (answer["value"], [one["text"] for one in answer["earlier"]]) == ("A", ["B"])
    assert [one["title"]["vi"] for one in card["needs"]] == ["Càng phanh"]
    assert [one["id"] for one in stand.ask("get", "leads/?q=dong+anh").json()["results"]] == []
    assert [one["id"] for one in stand.ask("get", "leads/?q=hen+tham").json()["results"]] == [lead["id"]]
    for refused, body in (
        ("own_colleague", {"badge": make_badge(stand.binh.registration).code, "nonce": "scan-0002"}),
        ("badge_unknown", {"badge": "xin chào", "nonce": "scan-0003"}),
    ):
        assert stand.ask("post", "leads/", body, status=422).json()["code"] == refused
    assert stand.ask("post", "leads/", {"badge": "x", "nonce": "no"}, status=400).json()["code"] == "invalid"
    stand.ask("post", "leads/", scan, status=403, headers=bearer(stand.an.user, "read"))


def test_a_batch_answers_each_entry_and_may_come_again(stand):
    start = now() - dt.timedelta(hours=3)
    code = stand.badge.code
    entries = [
        {"kind": "note", "badge": code, "nonce": "note-0001", "text": "Cần báo giá", "at": (start + dt.timedelta(minutes=1)).isoformat()},
        {"kind": "scan", "badge": code, "nonce": "scan-0001", "at": start.isoformat(), "offline": True},
        {"kind": "scan", "badge": "không phải thẻ", "nonce": "scan-0002", "offline": True},
    ]  # fmt: skip
    body = {"entries": entries, "clock": now().isoformat()}
    first = stand.ask("post", "leads/batch/", body).json()["results"]
    assert [(one["outcome"], one["code"], one["scans"], one["notes"]) for one in first] == [
        ("kept", "", 1, 1), ("kept", "", 1, 1), ("refused", "badge_unknown", 0, 0),
    ]  # fmt: skip
    again = stand.ask("post", "leads/batch/", {"entries": entries[::-1]}).json()["results"]
    assert [one["outcome"] for one in again] == ["refused", "known", "known"]
    assert (Lead.objects.get().first_at, LeadEntry.objects.count()) == (start, 2)
    assert stand.ask("post", "leads/batch/", {"entries": [entries[1]] * 501}, status=400).json()["code"] == "invalid"


def test_nobody_else_sees_a_lead_on_any_route(stand):
    lead = make_lead(stand.exhibitor, stand.visit, author=stand.an.user, note="của riêng chúng tôi")
    other = make_maker(stand.fair, "Hãng khác")
    organiser = make_member(stand.fair.organisation, Role.OWNER)
    visitor = make_member(stand.company.organisation, Role.ADMIN)
    routes = [
        f"leads/{lead.public_id}/",
        f"leads/?exhibitor={stand.exhibitor.public_id}",
        f"leads.xlsx?exhibitor={stand.exhibitor.public_id}",
    ]
    routes += [
        f"leads.vcf?exhibitor={stand.exhibitor.public_id}",
        f"lead-qualifiers/?exhibitor={stand.exhibitor.public_id}",
    ]
    for user in (other.user, organiser, visitor):
        for route in routes:
            stand.ask("get", route, status=404, headers=bearer(user))
        body = {"kind": "note", "text": "x", "nonce": "note-0009"}
        stand.ask("post", f"leads/{lead.public_id}/entries/", body, status=404, headers=bearer(user))
    theirs = bearer(other.user)
    assert stand.ask("get", "leads/", headers=theirs).json()["results"] == []
    batch = {"entries": [{"kind": "note", "lead": lead.public_id, "text": "x", "nonce": "note-0009"}]}
    (kept,) = stand.ask("post", "leads/batch/", batch, headers=theirs).json()["results"]
    assert (kept["outcome"], kept["code"]) == ("refused", "no_such_lead")
    cells = [str(cell) for sheet in book(stand, headers=theirs) for row in sheet.values for cell in row]
    assert not any("riêng" in cell or "Hoa" in cell for cell in cells)
    assert "Hoa" not in stand.ask("get", "leads.vcf", headers=theirs).content.decode()
    counts = stand.ask("get", "leads/counts/", headers=bearer(organiser)).json()
    assert {(one["fascia_name"], one["leads"]) for one in counts} == {("Cơ khí Đông Anh", 1), ("Hãng khác", 0)}
    stand.ask("get", "leads/counts/", status=404, headers=theirs)
    for user in (other.user, organiser, stand.an.user):
        for route in ("", f"{lead.public_id}/withdraw/", f"{lead.public_id}/share/"):
            address = f"/api/v1/registrations/{stand.visit.public_id}/booths-visited/{route}"
            stand.ask("post" if route else "get", address, status=404, headers=bearer(user))
    assert LeadEntry.objects.count() == 2


def book(stand, headers=None):
    return load_workbook(io.BytesIO(stand.ask("get", "leads.xlsx", headers=headers).content))


def unfolded(stand):
    return stand.ask("get", "leads.vcf").content.decode().replace("\r\n ", "")


def test_a_firm_that_only_applied_scans_nobody_and_reads_what_it_has(stand):
    lead = make_lead(stand.exhibitor, stand.visit, author=stand.an.user)
    (booth,) = make_booths(make_hall(stand.fair), 1)
    booking = Booking.objects.create(fair=stand.fair, booth=booth, company=stand.an.company, state="submitted")
    scan = {"badge": stand.badge.code, "nonce": "scan-0001"}
    refused = stand.ask("post", "leads/", scan, status=403).json()
    batch = {"entries": [scan | {"kind": "scan"}]}
    assert (refused["code"], LeadEntry.objects.count()) == ("booth_not_confirmed", 1)
    assert stand.ask("post", "leads/batch/", batch, status=403).json()["code"] == "booth_not_confirmed"
    assert [one["id"] for one in stand.ask("get", "leads/").json()["results"]] == [lead.public_id]
    stand.client.force_login(stand.an.user)
    page = stand.client.get(f"/{stand.fair.slug}/leads/scan/", follow=True)
    assert page.redirect_chain == [(f"/{stand.fair.slug}/leads/", 302)]
    assert "Gian của bạn chưa được xác nhận" in page.content.decode()
    booking.state = "confirmed"
    booking.save()
    stand.ask("post", "leads/", scan)


def test_files_carry_what_was_noted_and_a_withdrawal(stand):
    grade = make_qualifier(stand.exhibitor)
    lead = make_lead(stand.exhibitor, stand.visit, author=stand.an.user, note="=2+2, cần gấp")
    answer = {"kind": "answer", "qualifier": grade.public_id, "text": "A", "nonce": "answer-01"}
    stand.ask("post", f"leads/{lead.public_id}/entries/", answer)
    header, row = list(book(stand).worksheets[0].values)
    line = dict(zip(header, row, strict=True))
    assert (line["Tên"], line["Mức quan tâm"]) == ("Trần Thị Hoa", "A")
    assert "=2+2, cần gấp" in row[header.index("Ghi chú")]
    entries = list(book(stand).worksheets[1].values)[1:]
    assert [(entry[3], entry[5]) for entry in entries] == [
        (stand.an.user.full_name, None), (stand.an.user.full_name, "=2+2, cần gấp"), (stand.an.user.full_name, "A"),
    ]  # fmt: skip
    card = unfolded(stand)
    assert "FN:Trần Thị Hoa\r\nN:Trần;Thị Hoa;;;\r\nORG:Công ty TNHH Denko\r\nTITLE:Mua hàng\\; QA\r\n" in card
    assert "=2+2\\, cần gấp" in card
    english = Person.objects.filter(pk=stand.visit.person_id)
    english.update(language="en", full_name="Mary Ann Smith")
    assert "FN:Mary Ann Smith\r\nN:Smith;Mary Ann;;;\r\n" in unfolded(stand)
    english.update(language="vi", full_name="Trần Thị Hoa")
    assert all(len(line) <= 75 for line in stand.ask("get", "leads.vcf").content.split(b"\r\n"))
    japanese = load_workbook(io.BytesIO(stand.ask("get", "leads.xlsx?language=ja").content)).worksheets[0]
    assert [cell.value for cell in japanese[1]][2:7] == ["名前", "企業", "役職", "メールアドレス", "電話"]
    since = now().isoformat().replace("+00:00", "Z")

    stand.ask("post", stand.visitors(f"{lead.public_id}/withdraw/"), headers={"X-None": "1"})
    header, row = list(book(stand).worksheets[0].values)
    assert not {"Trần Thị Hoa", "hoa@denko.example", "+84912345678", "Công ty TNHH Denko"} & set(row)
    assert (row[1], row[header.index("Ngày rút lại")][:4]) == ("Khách đã rút lại liên hệ", str(now().year))
    gone = unfolded(stand)
    assert f"UID:lead-{lead.public_id}" in gone
    assert not any(word in gone for word in ("Hoa", "denko", "84912345678"))
    (changed,) = stand.ask("get", f"leads/?changed_since={since}").json()["results"]
    assert (changed["standing"], changed["contact"], len(changed["notes"])) == ("withdrawn", None, 1)

    (visited,) = stand.ask("get", stand.visitors(), headers={"X-None": "1"}).json()
    assert (visited["fascia_name"], visited["standing"], visited["contact"]) == ("Cơ khí Đông Anh", "withdrawn", None)
    shared = stand.ask("post", stand.visitors(f"{lead.public_id}/share/"), headers={"X-None": "1"}).json()
    assert (shared["standing"], shared["contact"]["full_name"]) == ("shared", "Trần Thị Hoa")
    assert "Trần Thị Hoa" in unfolded(stand)


def test_a_visitor_who_leaves_the_fair_is_among_the_changed_and_without_data(stand):
    make_lead(stand.exhibitor, stand.visit, author=stand.an.user)
    since = now().isoformat().replace("+00:00", "Z")
    assert stand.ask("get", f"leads/?changed_since={since}").json()["results"] == []
    address = f"/api/v1/registrations/{stand.visit.public_id}/withdraw/?key={stand.visit.manage_key}"
    stand.ask("post", address, headers={"X-None": "1"})
    (lead,) = stand.ask("get", f"leads/?changed_since={since}").json()["results"]
    assert (lead["standing"], lead["contact"]) == ("gone", None)
    assert "Hoa" not in unfolded(stand)
