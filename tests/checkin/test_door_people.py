"""People found at the door: by words without marks, by the end of the phone, of this fair only, and little of each."""

import datetime as dt

import pytest
from django.test import Client

from backend.throttles import DeviceThrottle
from booking.services.registrations import withdraw_registration
from checkin.queries.people import MOST, people_found
from checkin.rules.people import Wanted, read_wanted
from checkin.services.scans import ScanRequest, scan_badge
from kernel.clock import now
from tests.factories.door import make_device, post_of
from tests.factories.fair import make_checkin_list, make_fair, make_gate
from tests.factories.people import make_company, make_person
from tests.factories.visits import make_badge, make_badges, make_registration

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("  Nguyễn   HÀ ", Wanted(words=("nguyen", "ha"))),
        ("Đông", Wanted(words=("dong",))),
        ("0912 345 678", Wanted(digits="912345678")),
        ("+84 (0)912-345-678", Wanted(digits="912345678")),
        ("84912345678", Wanted(digits="912345678")),
        ("5678", Wanted(digits="5678")),
        ("678", Wanted()),
        ("x", Wanted()),
        ("", Wanted()),
        ("a b c d e f g h", Wanted(words=("a", "b", "c", "d", "e", "f"))),
    ],
)
def test_what_was_typed_is_words_or_the_end_of_a_number(typed, wanted):
    assert read_wanted(typed) == wanted


@pytest.fixture
def ground():
    class Ground:
        fair = make_fair()
        gate = make_gate(fair, "B")
        day = make_checkin_list(fair)
        device = make_device(gate, day)
        ha = make_registration(
            fair,
            make_person(
                full_name="Nguyễn Thị Hà", company=make_company("Đông Anh"), phone="+84912345678",
                search_text="nguyen thi ha · dong anh · ha@mail.example",
            ),
        )  # fmt: skip
        badge = make_badge(ha)

        def ask(self, q, *, status=200, device=None):
            answer = Client().post(
                "/api/v1/door/people/",
                {"q": q, "checkin_list": self.day.public_id},
                content_type="application/json",
                headers={"Authorization": f"Device {(device or self.device).key}"},
            )
            assert answer.status_code == status, answer.content
            return answer.json()

    return Ground()


@pytest.mark.parametrize(
    ("typed", "is_found"),
    [
        ("nguyen ha", True), ("HÀ đông", True), ("0912345678", True), ("5678", True), ("+84912345678", True),
        ("nguyen binh", False), ("91234", False), ("%", False), ("n%", False), ("__", False), ("", False),
    ],
)  # fmt: skip
def test_somebody_is_found_by_what_a_guard_types(ground, typed, is_found):
    people = ground.ask(typed)["people"]
    assert [one["full_name"] for one in people] == (["Nguyễn Thị Hà"] if is_found else [])


def test_a_row_says_what_the_guard_needs_and_no_more(ground):
    (row,) = ground.ask("nguyen ha")["people"]
    assert row == {
        "registration": ground.ha.public_id, "full_name": "Nguyễn Thị Hà", "company": "Đông Anh", "role": "visitor",
        "badge": "live", "code": ground.badge.code, "in_since": None, "in_gate": "",
    }  # fmt: skip
    post = post_of(ground.device).at(ground.day.public_id)
    entered = scan_badge(post, ScanRequest(text=row["code"], nonce="nonce-0001", seq=1), now=now())
    (row,) = ground.ask("nguyen ha")["people"]
    assert (dt.datetime.fromisoformat(row["in_since"]), row["in_gate"]) == (entered.scanned_at, "B")
    withdraw_registration(ground.ha, actor_id=None)
    (row,) = ground.ask("nguyen ha")["people"]
    assert (row["badge"], row["code"]) == ("cancelled", ground.badge.code)


def test_no_other_fair_no_erased_person_and_who_can_enter_stands_first(ground):
    other = make_fair()
    stranger = make_device(make_gate(other, "X"), make_checkin_list(other))
    assert ground.ask("nguyen ha", status=422, device=stranger)["code"] == "no_such_list"
    make_registration(other, make_person(full_name="Nguyễn Hà", search_text="nguyen ha"))
    for name, state in (("Nguyễn Hà A", "erased"), ("Nguyễn Hà B", "withdrawn"), ("Nguyễn Hà C", "complete")):
        make_registration(ground.fair, make_person(full_name=name, search_text=f"nguyen ha {name[-1]}"), state=state)
    people = ground.ask("nguyen ha")["people"]
    assert [(one["full_name"], one["badge"]) for one in people] == [
        ("Nguyễn Hà C", "none"), ("Nguyễn Thị Hà", "live"), ("Nguyễn Hà B", "cancelled"),
    ]  # fmt: skip


def test_at_most_eight_are_shown_in_one_statement(ground, django_assert_num_queries):
    for badge in make_badges(ground.fair, MOST + 1):
        badge.registration.person.search_text = "khach"
        badge.registration.person.save(update_fields=["search_text"])
    post = post_of(ground.device).at(ground.day.public_id)
    with django_assert_num_queries(1):
        found, more = people_found(post, Wanted(words=("khach",)))
    assert (len(found), more) == (MOST, True)
    with django_assert_num_queries(1):
        assert [more for _, more in [people_found(post, Wanted(words=("nguyen",)))]] == [False]


def test_the_search_is_logged_without_its_words(ground, caplog):
    with caplog.at_level("INFO"):
        ground.ask("nguyen ha")
    (line,) = [record for record in caplog.records if record.getMessage() == "door.people_searched"]
    assert (line.device_id, line.by, line.found) == (ground.device.pk, "words", 1)
    assert "nguyen" not in caplog.text.lower()


def test_each_device_has_its_own_measure(ground, monkeypatch):

    monkeypatch.setattr(DeviceThrottle, "THROTTLE_RATES", {"door_people": "2/min"})
    second = make_device(ground.gate, ground.day)
    for _ in range(2):
        ground.ask("nguyen ha")
    assert ground.ask("nguyen ha", status=429)["code"] == "throttled"
    assert len(ground.ask("nguyen ha", device=second)["people"]) == 1
