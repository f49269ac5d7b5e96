"""One wish or meeting of the preview, and every time with what stands against it there."""

import pytest
from django.utils import translation

from booking.queries.schedule_item import item_of, times_of
from booking.queries.schedule_preview import preview_of
from booking.wording.schedule import reason_words, what_if_words
from kernel.clock import now
from tests.factories.schedule import make_ground


@pytest.mark.django_db(transaction=True)
def test_a_wish_without_a_place_sees_who_sits_there_and_what_is_not_there_is_none():
    """Two buyers, one table, two times: two of four wishes are left over."""
    ground = make_ground(buyers=2, makers=2, slots=2, tables=1)
    preview = preview_of(ground.compute(), now=now())
    left = [unmet[0] for unmet in preview.unmet_wishes]
    assert len(left) == 2
    for wish in left:
        item = item_of(preview, wish.public_id)
        assert (item.is_wish, item.entry) == (True, None)
        against = [time.clash for time in times_of(preview, item)]
        assert set(against) <= {"person_busy", "table_taken"}
    assert item_of(preview, "gone") is None


def test_a_reason_names_the_first_three_who_stand_in_the_place_and_counts_the_rest():
    with translation.override("en"):
        told = reason_words("outweighed", ["An", "Bình", "Chi", "Dung", "Giang"])
        assert told.endswith("In its place: An; Bình; Chi and 2 more.")
        assert reason_words("outweighed", ["An"]).endswith("In its place: An.")
        assert "In its place" not in reason_words("outweighed")


def test_a_change_that_brings_no_meeting_is_not_spoken_of():
    with translation.override("en"):
        assert what_if_words({"kind": "tables", "count": 3, "meetings": 0}) == ""
        assert what_if_words({"kind": "tables", "count": 3, "meetings": 11}) == "3 more tables: 11 more meetings"
