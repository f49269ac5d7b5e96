"""People who come unannounced: registered at once or later, once for each nonce, with a badge printed now or out of the stock."""

import datetime as dt

import pypdfium2
import pytest
import zxingcpp
from django.test import Client

from accounts.roles import Role
from badges.codes import new_code
from booking.errors.registrations import TooManyAtOnce
from booking.models import Badge, Registration, StockBadge
from booking.services.registrations import reject_registration
from booking.services.stock_badges import print_stock
from booking.states import PrintCause
from checkin.models import Admission, WalkIn
from checkin.queries.merges import merge_report
from checkin.queries.snapshot import BADGE_BYTES, STATES, snapshot
from kernel.clock import now
from kernel.models import OutboxEvent
from tests.factories.door import make_device, post_of
from tests.factories.fair import make_checkin_list, make_fair, make_gate
from tests.factories.people import make_member, make_person
from tests.factories.visits import make_badge, make_registration
from worker.subscribers.registrations import registration_completed

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk():
    class Desk:
        fair = make_fair()
        gate = make_gate(fair, "B")
        day = make_checkin_list(fair)
        manager = make_member(fair.organisation, Role.MANAGER)
        device = make_device(gate, day)

        def ask(self, method, path, body=None, *, status=200, device=None):
            more = {} if body is None else {"data": body, "content_type": "application/json"}
            headers = {"Authorization": f"Device {(device or self.device).key}"}
            answer = getattr(Client(), method)(f"/api/v1/door/{path}", headers=headers, **more)
            assert answer.status_code == status, answer.content
            return answer.json() if "json" in answer["Content-Type"] else answer

        def form(self, number, **fields):
            told = {
                "nonce": f"walk-in-{number:03}",
                "full_name": "Trần Thị Bình",
                "phone": "0912 345 678",
                "consent": True,
            }
            return told | {"company_name": "Cơ khí Mê Linh"} | fields

        def kept(self, number, **fields):
            return self.form(number, at=now().isoformat(), clock_offset_ms=0, **fields)

        def stock(self, number=2):
            batch = print_stock(self.fair, number=number, actor_id=self.manager.pk)
            return [one.code for one in batch.badges.order_by("pk")]

    return Desk()


def test_somebody_new_is_registered_printed_and_let_in(desk):
    taken = desk.ask("post", "walk-ins/", desk.form(1), status=201)
    registration = Registration.objects.get()
    badge = Badge.objects.get()
    assert (taken["outcome"], taken["registration"], taken["code"]) == ("counted", registration.public_id, badge.code)
    assert (registration.source, registration.person.phone) == ("walk-in", "+84912345678")
    assert registration.consented_at is not None
    again = desk.ask("post", "walk-ins/", desk.form(1), status=201)
    assert again == taken | {"outcome": "repeated"}
    assert Registration.objects.count() == 1

    printed = desk.ask("get", f"badges/{registration.public_id}.svg")
    assert printed["Content-Type"] == "image/svg+xml"
    assert b"<svg" in printed.content
    assert desk.ask("get", f"badges/{registration.public_id}.pdf").content.startswith(b"%PDF")
    assert [one.cause for one in badge.prints.all()] == [PrintCause.SINGLE] * 2  # so that no batch prints it again
    look = {"seq": 1, "nonce": "look-0001", "text": taken["code"], "checkin_list": desk.day.public_id}
    assert desk.ask("post", "scans/", look)["full_name"] == "Trần Thị Bình"
    assert [
        one["full_name"]
        for one in desk.ask("post", "people/", {"q": "binh me linh", "checkin_list": desk.day.public_id})["people"]
    ] == ["Trần Thị Bình"]
    assert list(registration_completed(registration_id=registration.pk)) == []  # there is no address to write to


def test_a_server_at_the_venue_registers_nobody(desk, settings):
    settings.HALL_SERVER = True
    assert desk.ask("post", "walk-ins/", desk.form(1), status=409)["code"] == "not_at_the_hall_server"
    kept = {"walk_ins": [desk.kept(2)]}
    assert desk.ask("post", "walk-ins/kept/", kept, status=409)["code"] == "not_at_the_hall_server"
    assert (Registration.objects.count(), WalkIn.objects.count()) == (0, 0)


def test_who_registered_and_waits_is_let_in_at_the_desk_and_nobody_is_once_the_fair_is_over(desk):
    pending = make_registration(
        desk.fair, make_person(full_name="Trần Thị Bình", phone="+84912345678"), state="pending"
    )
    taken = desk.ask("post", "walk-ins/", desk.form(1), status=201)
    badge = Badge.objects.get()
    assert (taken["registration"], taken["code"]) == (pending.public_id, badge.code)
    assert Registration.objects.get().state == "complete"
    type(desk.fair).objects.filter(pk=desk.fair.pk).update(state="closed")
    late = desk.form(2, full_name="Trần Văn Nam")
    assert desk.ask("post", "walk-ins/", late, status=422)["code"] == "registration_closed"
    assert (Registration.objects.count(), WalkIn.objects.count()) == (1, 1)


def test_who_came_in_while_the_fair_lasted_is_registered_although_the_device_tells_it_afterwards(desk):
    fairs = type(desk.fair).objects.filter(pk=desk.fair.pk)
    fairs.update(state="closed")
    told = desk.ask("post", "walk-ins/kept/", {"walk_ins": [desk.kept(1)]})["results"]
    assert [(one["outcome"], one["registration"]) for one in told] == [
        ("counted", Registration.objects.get().public_id)
    ]
    fairs.update(starts_on=now() - dt.timedelta(days=3), ends_on=now() - dt.timedelta(days=2))
    told = desk.ask("post", "walk-ins/kept/", {"walk_ins": [desk.kept(2, full_name="Trần Văn Nam")]})["results"]
    assert [(one["outcome"], one["problem"]) for one in told] == [("refused", "registration_closed")]
    assert Registration.objects.count() == 1


@pytest.mark.parametrize("number", [0, 501])
def test_blank_badges_are_printed_some_hundreds_at_a_time(desk, number):
    with pytest.raises(TooManyAtOnce) as refused:
        desk.stock(number)
    assert (refused.value.pointer, refused.value.extra) == ("/number", {"most": 500})
    assert StockBadge.objects.count() == 0


def test_a_known_phone_and_name_is_the_person_and_another_name_is_another(desk):
    known = make_badge(make_registration(desk.fair, make_person(full_name="Trần Thị Bình", phone="0912.345.678")))
    taken = desk.ask("post", "walk-ins/", desk.form(1, full_name="tran thi binh"), status=201)
    assert (taken["registration"], taken["code"]) == (known.registration.public_id, known.code)
    colleague = desk.ask("post", "walk-ins/", desk.form(2, full_name="Trần Văn Nam"), status=201)
    assert colleague["registration"] != known.registration.public_id
    reject_registration(known.registration, actor_id=None)
    assert desk.ask("post", "walk-ins/", desk.form(3), status=403)["code"] == "not_admitted"
    assert Registration.objects.count() == 2


@pytest.mark.parametrize(
    ("fields", "status", "code"),
    [
        ({"consent": False}, 422, "consent_missing"),
        ({"code": "7777 7777 7777"}, 400, "invalid"),
        ({"code": new_code()}, 422, "not_in_stock"),
        ({"full_name": "A\u202eB"}, 400, "parse_error"),
        ({"phone": ""}, 400, "invalid"),
    ],
)
def test_what_cannot_be_taken_leaves_nothing_behind(desk, fields, status, code):
    assert desk.ask("post", "walk-ins/", desk.form(1, **fields), status=status)["code"] == code
    assert (Registration.objects.count(), WalkIn.objects.count(), OutboxEvent.objects.count()) == (0, 0, 0)


def test_a_badge_out_of_the_stock_is_bound_once_and_the_second_binding_is_in_the_report(desk):
    first, second = desk.stock()
    other = make_device(desk.gate, desk.day)
    told = [
        desk.kept(1, code=first.lower()),
        {"nonce": "not-a-walk-in"},
        desk.kept(2, full_name="Lê Văn Tám", phone="0987654321", code=second),
    ]
    for outcome in ("counted", "repeated"):
        results = desk.ask("post", "walk-ins/kept/", {"walk_ins": told})["results"]
        assert [(one["outcome"], one["problem"], one["code"]) for one in results] == [
            (outcome, "", first), ("refused", "invalid", ""), (outcome, "", second),
        ]  # fmt: skip
    assert set(Badge.objects.values_list("code", flat=True)) == {first, second}

    late = desk.kept(1, full_name="Phạm Thị Lan", phone="0903333333", company_name="Hà Đông", code=first)
    for _ in range(2):
        (result,) = desk.ask("post", "walk-ins/kept/", {"walk_ins": [late]}, device=other)["results"]
        assert (result["outcome"], result["problem"], result["code"]) == ("refused", "not_blank", "")
    (refused,) = merge_report(desk.fair).unbound
    assert (refused.full_name, refused.phone, refused.company, refused.code, refused.problem, refused.device) == (
        "Phạm Thị Lan", "0903333333", "Hà Đông", first, "not_blank", other.name,
    )  # fmt: skip
    assert Registration.objects.count() == 2

    scan = {
        "seq": 1,
        "nonce": "kept-0001",
        "text": first,
        "checkin_list": desk.day.public_id,
        "scanned_at": now().isoformat(),
    }
    desk.ask("post", "sync/", {"scans": [scan | {"clock_offset_ms": 0, "verdict": "ok"}]})
    assert Admission.objects.get().registration.person.full_name == "Trần Thị Bình"


def test_a_known_person_given_a_badge_from_stock_loses_the_one_before(desk):
    known = make_badge(make_registration(desk.fair, make_person(full_name="Trần Thị Bình", phone="+84912345678")))
    (code, _) = desk.stock()
    (result,) = desk.ask("post", "walk-ins/kept/", {"walk_ins": [desk.kept(1, code=code)]})["results"]
    assert (result["registration"], result["code"]) == (known.registration.public_id, code)
    assert list(known.registration.badges.order_by("version").values_list("code", "state")) == [
        (known.code, "replaced"), (code, "live"),
    ]  # fmt: skip


def test_a_device_knows_blank_badges_and_the_bound_one_as_the_same(desk):
    first, _ = desk.stock()
    post = post_of(desk.device)
    blank = snapshot(post)
    stock = [record for record in records(blank) if record[18] >> 3 == STATES.index("stock")]
    assert len(stock) == 2
    desk.ask("post", "walk-ins/", desk.form(1, code=first), status=201)
    (changed,) = [record for record in records(snapshot(post, since=blank.cursor)) if record[18] >> 3 == 0]
    assert changed[:14] in {record[:14] for record in stock}
    assert int.from_bytes(changed[14:18]) == Registration.objects.get().pk
    assert StockBadge.objects.get(code=first).badge == Badge.objects.get()


def test_a_batch_is_printed_as_codes_with_room_for_a_name(desk):
    codes = desk.stock(3)
    organiser = Client()
    organiser.force_login(desk.manager)
    answer = organiser.post(
        f"/api/v1/fairs/{desk.fair.slug}/stock-badges/", {"number": 0}, content_type="application/json"
    )
    assert answer.status_code == 400
    (batch,) = organiser.get(f"/api/v1/fairs/{desk.fair.slug}/stock-badges/").json()
    assert (batch["number"], batch["bound"]) == (3, 0)
    with pypdfium2.PdfDocument(organiser.get(f"/api/v1/stock-badges/{batch['id']}.pdf").content) as pdf:
        pictures = [pdf[page].render(scale=2).to_pil() for page in range(len(pdf))]
    assert sorted(found.text for picture in pictures for found in zxingcpp.read_barcodes(picture)) == sorted(codes)


def test_a_badge_of_another_fair_is_not_printed(desk):
    foreign = make_badge(make_registration(make_fair()))
    desk.ask("get", f"badges/{foreign.registration.public_id}.svg", status=404)
    ended = make_badge(make_registration(desk.fair), state="revoked", ended_at=now())
    desk.ask("get", f"badges/{ended.registration.public_id}.pdf", status=404)


def records(taken):
    content = taken.content
    at = 24
    for _ in range(2):
        for _ in range(content[at]):
            at += 1 + content[at + 1]
        at += 1
    number = int.from_bytes(content[at : at + 4])
    return [content[at + 8 + n * BADGE_BYTES :][:BADGE_BYTES] for n in range(number)]
