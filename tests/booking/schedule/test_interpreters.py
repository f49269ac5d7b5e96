"""An interpreter sits at one live meeting per slot."""

import pytest

from booking.errors.schedule import InterpreterTaken
from booking.models import Meeting
from booking.services.meetings import accept_request, cancel_meeting, reschedule_meeting
from fairs.models import Interpreter
from tests.factories.fair import make_fair, make_slots, make_tables
from tests.factories.meetings import make_maker, make_sourcer
from tests.factories.wishes import make_wish


@pytest.mark.django_db(transaction=True)
def test_an_interpreter_is_at_one_meeting_per_slot_and_free_again_when_it_is_called_off():
    fair = make_fair()
    slots = make_slots(fair, 2)
    make_tables(fair, 2)
    hanh = Interpreter.objects.create(fair=fair, code="PD1", name="Hạnh", languages=["vi-ja"])
    buyers, makers = [make_sourcer(fair) for _ in range(2)], [make_maker(fair) for _ in range(2)]
    meetings = []
    for buyer, maker, slot in zip(buyers, makers, slots, strict=True):
        meetings.append(accept_request(make_wish(fair, buyer, maker, [slot]), user=maker.user))
    Meeting.objects.update(interpreter=hanh)
    with pytest.raises(InterpreterTaken):
        reschedule_meeting(meetings[1], user=makers[1].user, slot=slots[0])
    assert Meeting.objects.get(pk=meetings[1].pk).slot == slots[1]
    cancel_meeting(meetings[0], user=buyers[0].user)
    moved = reschedule_meeting(meetings[1], user=makers[1].user, slot=slots[0])
    assert (moved.slot, moved.interpreter) == (slots[0], hanh)
