"""The meeting day by API: a tablet runs a table, a person takes a free time, a runner a person; the roster."""

import datetime as dt
import json

import pytest

from accounts.roles import Role
from booking.models import Meeting
from fairday.models import LostSlot
from fairday.services.refills import offer_next
from fairs.models import Interpreter
from kernel.clock import driven
from tests.factories.meetings import make_maker
from tests.factories.people import bearer, make_member
from tests.fairday.test_refills import MINUTE, TEN, Hall

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def hall():
    with driven(lambda: TEN + MINUTE):
        yield Hall()


@pytest.fixture
def ask(client):
    def asked(user, method, path, body=None):
        answer = client.generic(
            method, f"/api/v1/{path}", json.dumps(body or {}), "application/json", headers=bearer(user)
        )
        return answer.status_code, answer.json()

    return asked


def test_tablet_runs_a_table_and_two_answers_are_the_same(hall, ask):
    host = make_member(hall.fair.organisation, Role.DOOR)
    name = f"meetings/{hall.meeting.public_id}"
    status, (row,) = ask(host, "GET", f"fairs/{hall.fair.slug}/day/meetings/?table=1")
    inside = {side["company"]["id"]: side["people"][0]["inside"] for side in row["sides"]}
    assert (status, inside) == (200, {hall.buyer.company.public_id: True, hall.absent.company.public_id: False})
    assert ask(host, "GET", f"fairs/{hall.fair.slug}/day/meetings/?table=2") == (200, [])
    assert ask(host, "POST", f"{name}/here/", {"company": hall.buyer.company.public_id})[0] == 200
    first = ask(host, "POST", f"{name}/start/")
    assert (first[0], first[1]["state"]) == (200, "running")
    assert ask(host, "POST", f"{name}/start/") == first
    assert ask(host, "POST", f"{name}/end/")[1]["state"] == "done"
    status, problem = ask(host, "POST", f"{name}/no-show/", {"companies": [hall.absent.company.public_id]})
    assert (status, problem["code"]) == (409, "illegal_move")
    assert ask(hall.buyer.user, "POST", f"{name}/start/")[0] == 404


def test_lost_slot_is_taken_by_api_and_the_offer_is_nobody_elses(hall, ask):
    host, maker = make_member(hall.fair.organisation, Role.DOOR), make_maker(hall.fair)
    hall.wish(hall.buyer, maker)
    path = f"meetings/{hall.meeting.public_id}/no-show/"
    assert ask(host, "POST", path, {"companies": [hall.absent.company.public_id]})[1]["state"] == "no_show"
    offer_next(LostSlot.objects.get().pk, now=TEN + MINUTE)
    status, (offer,) = ask(maker.user, "GET", f"fairs/{hall.fair.slug}/refill-offers/")
    assert (status, offer["your_answer"], offer["other_side"]["company"]["id"]) == (
        200, "waiting", hall.buyer.company.public_id,
    )  # fmt: skip
    assert ask(hall.absent.user, "GET", f"fairs/{hall.fair.slug}/refill-offers/") == (200, [])
    assert ask(hall.absent.user, "POST", f"refill-offers/{offer['id']}/accept/")[0] == 404
    status, done = ask(maker.user, "POST", f"refill-offers/{offer['id']}/accept/")
    assert (status, done["state"]) == (200, "accepted")
    assert done["meeting"] == Meeting.objects.get(refill_offer__public_id=offer["id"]).public_id
    status, problem = ask(hall.buyer.user, "POST", f"refill-offers/{offer['id']}/decline/")
    assert (status, problem["code"], problem["state"]) == (409, "offer_over", "accepted")


def test_runner_takes_a_person_once_and_the_list_tells_from_where(hall, ask):
    one, two = (make_member(hall.fair.organisation, Role.DOOR) for _ in range(2))
    status, rows = ask(one, "GET", f"fairs/{hall.fair.slug}/runners/")
    assert status == 200
    assert [(row["person"]["inside"], row["person"]["gate"], row["state"]) for row in rows] == [
        (True, "A", "open"),
        (False, None, "open"),
    ]
    path = f"meetings/{hall.meeting.public_id}/runners/{hall.buyer.person.public_id}/"
    assert ask(one, "PUT", path, {"state": "claimed"}) == (200, {"state": "claimed"})
    assert ask(two, "PUT", path, {"state": "claimed"})[1]["code"] == "runner_taken"
    assert ask(one, "PUT", path, {"state": "done"})[0] == 200
    assert ask(one, "GET", f"fairs/{hall.fair.slug}/runners/")[1][0]["runner"] == str(one)
    assert ask(one, "PUT", path, {"state": "open"})[0] == 200
    assert ask(two, "PUT", path, {"state": "claimed"})[0] == 200
    stranger = path.replace(hall.buyer.person.public_id, "nobody")
    assert ask(one, "PUT", stranger, {"state": "claimed"})[0] == 404


def test_roster_tells_where_each_interpreter_is_and_when_he_is_free(hall, ask):
    host = make_member(hall.fair.organisation, Role.DOOR)
    busy = Interpreter.objects.create(fair=hall.fair, code="I1", name="Mai", languages=["vi-ja"])
    Interpreter.objects.create(fair=hall.fair, code="I2", name="Lan", languages=["vi-en"])
    tomorrow = TEN.date() + dt.timedelta(days=1)
    Interpreter.objects.create(fair=hall.fair, code="I3", name="Hoa", languages=["vi-ko"], days=[tomorrow])
    Meeting.objects.filter(pk=hall.meeting.pk).update(interpreter=busy)
    status, lines = ask(host, "GET", f"fairs/{hall.fair.slug}/interpreters/roster/")
    assert status == 200
    assert [(line["code"], line["current"], dt.datetime.fromisoformat(line["next_free"])) for line in lines] == [
        ("I1", hall.meeting.public_id, hall.slots[1].starts_at),
        ("I2", None, TEN + MINUTE),
    ]
    assert [duty["table"]["number"] for duty in lines[0]["duties"]] == [1]
    day = ask(host, "GET", f"fairs/{hall.fair.slug}/interpreters/roster/?day={tomorrow}")[1]
    assert [line["code"] for line in day] == ["I1", "I2", "I3"]
