"""Gates and lists set up by API and by page: kept as given, refused with the field, removed only while unused."""

import datetime as dt

import pytest

from accounts.roles import Role
from checkin.errors import PlaceNotRead
from checkin.models import CheckinList, Gate, Room
from checkin.services.places import ListGiven, add_list
from checkin.services.scans import ScanRequest, scan_badge
from kernel.clock import now
from kernel.models import HistoryEntry
from tests.factories.door import make_device, post_of
from tests.factories.fair import make_checkin_list, make_fair, make_gate, make_hall, make_workshop
from tests.factories.people import make_member, make_user
from tests.factories.visits import make_badge, make_registration

pytestmark = pytest.mark.django_db
GIVEN = {
    "name_vi": "Nhà 3 ngày 1",
    "opens_at": "2027-03-18T07:00:00+07:00",
    "closes_at": "2027-03-18T18:00:00+07:00",
    "public_from": "2027-03-18T08:30:00+07:00",
    "public_until": "2027-03-18T17:00:00+07:00",
    "hall": "N3",
    "capacity": 450,
    "exits": True,
}


@pytest.fixture
def ground(client):
    fair = make_fair()
    make_hall(fair, "N3")
    client.force_login(make_member(fair.organisation, Role.MANAGER))
    return fair


def send(client, method, path, body):
    return getattr(client, method)(f"/api/v1/{path}", body, content_type="application/json")


def test_a_list_is_added_changed_and_removed_while_unused(client, ground):
    made = send(client, "post", f"fairs/{ground.slug}/checkin-lists/", GIVEN)
    assert made.status_code == 201, made.content
    told = made.json()
    assert (told["hall"], told["capacity"], told["exits"], told["re_entry"]) == ("N3", 450, True, False)
    assert told["early_roles"] == ["exhibitor", "organiser", "door", "crew"]
    one = CheckinList.objects.get()
    assert Room.objects.get().ceiling == 450
    changed = send(client, "put", f"checkin-lists/{one.public_id}/", GIVEN | {"capacity": None, "roles": ["buyer"]})
    assert (changed.status_code, changed.json()["roles"], Room.objects.count()) == (200, ["buyer"], 0)
    send(client, "put", f"checkin-lists/{one.public_id}/", GIVEN | {"capacity": None, "roles": ["buyer"]})
    entry = HistoryEntry.objects.get(action="changed")
    assert entry.note == {"capacity": [450, None], "roles": [[], ["buyer"]]}, "saying the same again is no change"
    assert client.delete(f"/api/v1/checkin-lists/{one.public_id}/").status_code == 204
    assert CheckinList.objects.count() == 0


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"closes_at": GIVEN["opens_at"]}, "/closes_at"),
        ({"public_from": "2027-03-18T06:00:00+07:00"}, "/public_from"),
        ({"public_until": GIVEN["public_from"]}, "/public_until"),
        ({"hall": "N9"}, "/hall"),
        ({"workshop": "W9"}, "/workshop"),
    ],
)
def test_a_list_that_does_not_fit_is_refused_at_its_field(client, ground, change, pointer):
    answer = send(client, "post", f"fairs/{ground.slug}/checkin-lists/", GIVEN | change)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)
    assert CheckinList.objects.count() == 0


def test_a_list_for_nobody_is_refused_whoever_asks(client, ground):
    answer = send(client, "post", f"fairs/{ground.slug}/checkin-lists/", GIVEN | {"capacity": 0})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "/capacity")
    opens_at = now()
    given = ListGiven(name_vi="Nhà 3", opens_at=opens_at, closes_at=opens_at + dt.timedelta(hours=9), capacity=0)
    with pytest.raises(PlaceNotRead) as refused:
        add_list(ground, given=given, actor_id=make_user().pk)
    assert (refused.value.pointer, CheckinList.objects.count(), Room.objects.count()) == ("/capacity", 0, 0)


def test_names_are_unique_and_places_in_use_stay(client, ground):
    one, gate = make_checkin_list(ground, name="Nhà 3 ngày 1"), make_gate(ground, "A")
    assert send(client, "post", f"fairs/{ground.slug}/checkin-lists/", GIVEN).json()["code"] == "list_name_taken"
    twice = send(client, "post", f"fairs/{ground.slug}/gates/", {"code": "A", "name_vi": "Cổng A"})
    assert (twice.status_code, twice.json()["code"]) == (409, "gate_code_taken")
    place = post_of(make_device(gate, one)).at(one.public_id)
    scan_badge(place, ScanRequest(make_badge(make_registration(ground)).code, "nonce-0001", seq=1), now=one.opens_at)
    for path in (f"checkin-lists/{one.public_id}", f"gates/{gate.public_id}"):
        answer = client.delete(f"/api/v1/{path}/")
        assert (answer.status_code, answer.json()["code"]) == (409, "place_in_use")
    other = make_gate(ground, "B")
    assert (
        send(client, "put", f"gates/{other.public_id}/", {"code": "C", "name_vi": "Cổng C", "hall": "N3"}).status_code
        == 200
    )
    assert client.delete(f"/api/v1/gates/{other.public_id}/").status_code == 204
    assert [one.code for one in Gate.objects.all()] == ["A"]


def test_the_pages_keep_a_list_and_a_gate_in_the_fairs_time(client, ground):
    make_workshop(ground, code="HT02")
    desk = f"/{ground.slug}/desk/"
    given = {
        "name_vi": "Hội thảo IATF",
        "opens_at": "2027-03-18T10:30",
        "closes_at": "2027-03-18T11:45",
        "workshop": "HT02",
        "capacity": "60",
        "early_roles": ["organiser"],
    }
    page = client.post(f"{desk}lists/new/", given, follow=True).content.decode()
    assert "Hội thảo IATF" in page
    one = CheckinList.objects.get()
    assert (one.opens_at, one.workshop.code, one.capacity) == (
        dt.datetime(2027, 3, 18, 3, 30, tzinfo=dt.UTC),
        "HT02",
        60,
    )
    form = client.get(f"{desk}lists/{one.public_id}/").content.decode()
    assert 'value="2027-03-18T10:30"' in form
    wrong = client.post(f"{desk}lists/{one.public_id}/", given | {"closes_at": "2027-03-18T09:00"})
    assert wrong.status_code == 422
    assert "Giờ chưa khớp" in wrong.content.decode()
    client.post(f"{desk}gates/new/", {"code": "D", "name_vi": "Cổng D", "hall": "N3"})
    assert Gate.objects.get().hall.code == "N3"
    assert client.get(f"/{make_fair(ground.organisation).slug}/desk/lists/{one.public_id}/").status_code == 404
    client.post(f"{desk}lists/{one.public_id}/", {"remove": "1"})
    assert CheckinList.objects.count() == 0
