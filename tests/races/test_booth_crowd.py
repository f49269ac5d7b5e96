"""Law: a booth has at most one live hold or booking. A thousand bookers press the button at the same moment."""

import http.client
import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from booking.models import Booking
from kernel.models import DueItem, HistoryEntry, OutboxEvent
from tests.factories.crowd import Booker, make_crowd
from tests.factories.fair import make_booths, make_fair, make_hall
from tests.web_process import web_process

CROWD = 1000


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_thousand_bookers_on_one_booth_get_one_hold_and_999_ways_on(process_environment):
    fair = make_fair()
    booths = make_booths(make_hall(fair), 8)
    wanted = booths[3]
    crowd = make_crowd(CROWD)
    barrier = Barrier(CROWD)

    with web_process(process_environment) as port, ThreadPoolExecutor(CROWD) as pool:

        def press(booker: Booker) -> tuple[int, dict]:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
            barrier.wait(timeout=60)
            connection.request(
                "POST",
                f"/api/v1/booths/{wanted.public_id}/holds/",
                body=b"{}",
                headers={"Authorization": f"Bearer {booker.secret}", "Content-Type": "application/json"},
            )
            response = connection.getresponse()
            body = json.loads(response.read())
            connection.close()
            return response.status, body

        answers = list(pool.map(press, crowd))

    assert Counter(status for status, _ in answers) == {201: 1, 409: CROWD - 1}
    refusals = [body for status, body in answers if status == 409]
    assert {body["code"] for body in refusals} == {"booth_taken"}
    # B04 stands between B03 and B05, three metres from each, then six to B02 and B06: the tie goes by code
    nearest = [("B03", 3.0), ("B05", 3.0), ("B02", 6.0)]
    assert {tuple((free["code"], free["distance_m"]) for free in body["alternatives"]) for body in refusals} == {
        tuple(nearest)
    }
    by_code = {booth.code: booth.public_id for booth in booths}
    assert {free["id"] for body in refusals for free in body["alternatives"]} == {by_code[code] for code, _ in nearest}
    held = Booking.objects.get()
    winner = next(body for status, body in answers if status == 201)
    assert (held.public_id, held.booth_id, held.state) == (winner["id"], wanted.pk, "draft")
    assert list(OutboxEvent.objects.values_list("name", flat=True)) == ["booking.held"]
    assert (HistoryEntry.objects.count(), DueItem.objects.count()) == (1, 1)
