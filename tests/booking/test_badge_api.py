"""Badges by the API: the design, the proof, batches and their files, single prints, replacing with a reason."""

import pypdfium2 as pdfium
import pytest

from accounts.roles import Role
from booking.models import BadgePrint
from booking.services.badge_batches import make_next_stack
from tests.factories.fair import make_checkin_list, make_fair, make_gate
from tests.factories.people import bearer, make_company, make_member, make_person
from tests.factories.visits import make_badge, make_registration

pytestmark = pytest.mark.django_db(transaction=True)


class Ground:
    def __init__(self, client):
        self.client, self.fair = client, make_fair()
        self.manager = make_member(self.fair.organisation, Role.MANAGER)
        company = make_company("Denko Hàn Quốc", country="KR", province="")
        person = make_person(company=company, full_name="Kim Min-jun", other_name="김민준")
        self.badge = make_badge(make_registration(self.fair, person, role="buyer"))
        self.registration = f"registrations/{self.badge.registration.public_id}/"
        self.of_fair = f"fairs/{self.fair.slug}/"

    def ask(self, method, path, body=None):
        send = getattr(self.client, method)
        return send(f"/api/v1/{path}", body, content_type="application/json", headers=bearer(self.manager))

    def get(self, path):
        return self.client.get(f"/api/v1/{path}", headers=bearer(self.manager))


@pytest.fixture
def ground(client):
    return Ground(client)


def words_of(pdf):
    with pdfium.PdfDocument(pdf) as document:
        return "".join(document[0].get_textpage().get_text_range().split())


def test_a_design_is_read_saved_and_printed(ground):
    first = ground.get(f"{ground.of_fair}badge-design/").json()
    assert (first["version"], first["paper"], first["unreadable"]) == (0, "a6", {})
    body = {
        "seen": 0,
        "paper": "label100x62",
        "lines": [{"field": "name"}, {"field": "second_name", "size": "large"}, {"field": "place"}],
        "shown": "code",
        "roles": {"buyer": {"colour": "#808080", "vi": "Khách mua"}},
    }
    saved = ground.ask("put", f"{ground.of_fair}badge-design/", body)
    assert saved.status_code == 200
    assert (saved.json()["version"], set(saved.json()["unreadable"])) == (1, {"buyer"})
    assert ground.ask("put", f"{ground.of_fair}badge-design/", body).json()["code"] == "design_changed"
    refused = ground.ask("put", f"{ground.of_fair}badge-design/", body | {"seen": 1, "lines": [{"field": "place"}]})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/lines")
    printed = ground.ask("post", f"{ground.registration}prints/", {})
    assert printed["Content-Type"] == "application/pdf"
    assert all(word in words_of(printed.content) for word in ("KimMin-jun", "김민준", "HànQuốc", "Kháchmua"))
    assert ground.ask("post", f"{ground.registration}prints/", {"paper": "a5"}).status_code == 400
    assert BadgePrint.objects.count() == 1
    seen = ground.get(f"{ground.registration}badge.pdf?paper=a7")
    assert seen.status_code == 200
    assert BadgePrint.objects.count() == 1, "looking is not printing"


def test_a_batch_is_proved_asked_for_followed_and_fetched(ground):
    proof = ground.get(f"{ground.of_fair}badge-batches/proof/?paper=roll62&role=buyer").json()
    assert proof == {"total": 1, "by_role": {"buyer": 1}, "counts": {}, "doubts": []}
    asked = ground.ask("post", f"{ground.of_fair}badge-batches/", {"role": "buyer", "paper": "a4x4"})
    assert asked.status_code == 201
    batch = f"{ground.of_fair}badge-batches/{asked.json()['id']}/"
    assert ground.ask("post", f"{ground.of_fair}badge-batches/", {}).json()["code"] == "batch_at_work"
    assert ground.get(f"{batch}stacks/1.pdf").json()["code"] == "stack_not_ready"
    make_next_stack(ground.fair.badge_batches.get().pk)
    told = ground.get(batch).json()
    assert (told["state"], told["paper"], told["printed"], told["total"], told["stacks"]) == ("ready", "a4x4", 1, 1, 1)
    with pdfium.PdfDocument(ground.get(f"{batch}stacks/1.pdf").content) as document:
        assert [round(side / 72 * 25.4) for side in document[0].get_size()] == [210, 297]
    assert ground.get(f"{batch}stacks/2.pdf").status_code == 404
    assert ground.ask("post", f"{ground.of_fair}badge-batches/", {}).json()["code"] == "nothing_to_print"
    assert ground.ask("post", f"{batch}throw-away/").json()["state"] == "cancelled"
    assert ground.get(f"{ground.of_fair}badge-batches/").json()["count"] == 1


def test_a_replaced_badge_is_told_at_the_door_with_the_time(ground):
    answer = ground.ask("post", f"{ground.registration}reissue/", {"reason": "lost", "full_name": "Kim Min-jung"})
    assert answer.status_code == 201
    assert {key: answer.json()[key] for key in ("version", "replaced", "reason")} == {
        "version": 2, "replaced": 1, "reason": "lost",
    }  # fmt: skip
    post = {"gate": make_gate(ground.fair).public_id, "checkin_list": make_checkin_list(ground.fair).public_id}
    told = ground.ask(
        "post", f"{ground.of_fair}scans/", post | {"text": ground.badge.code, "nonce": "nonce-0001"}
    ).json()
    ground.badge.refresh_from_db()
    assert told["verdict"] == "replaced"
    assert told["ended_at"].startswith(f"{ground.badge.ended_at:%Y-%m-%dT%H:%M:%S}")
    assert ground.ask("post", f"{ground.registration}reissue/", {"reason": "bored"}).status_code == 400
