"""The thread of a wish: what each side said and named, in the order it happened, the same for both."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from booking.access.meetings import party_at, request_for
from booking.models import Meeting, MeetingRequest
from booking.queries.free_times import hindrances
from booking.queries.meetings import thread_of, with_meeting_parts, with_request_parts
from booking.queries.participants import people_to_meet
from booking.queries.stands import booths_of_companies
from kernel.clock import now as clock_now
from web.pages import FairRequest, fair_page
from web.views.visitor.wishes import fixed_of, wish_of


@never_cache
@require_GET
@login_required
@fair_page
def thread(request: FairRequest, wish: str) -> HttpResponse:
    """For people of the two firms."""
    fair, now = request.fair, clock_now()
    mine = request_for(request.user, fair, wish)
    found = with_request_parts(MeetingRequest.objects.filter(pk=mine.pk)).get()
    party = party_at(request.user, fair, sides=(found.company_low_id, found.company_high_id))
    own = {party.company.pk}
    slots = [requested.slot for requested in found.requested_slots.all()]
    card = wish_of(
        found,
        own,
        person=party.person,
        in_the_way=hindrances(fair, [party.person.pk], slots, now=now),
        booths=booths_of_companies(fair, [found.from_company_id, found.to_company_id]),
        now=now,
    )
    meetings = with_meeting_parts(Meeting.objects.filter(request=found))
    context = {
        "nav": "meetings",
        "party": party,
        "card": card,
        "fixed": [fixed_of(meeting, own, party.person, now=now) for meeting in meetings],
        "turns": thread_of(found),
        "other": card.other,
        "booths": card.booths,
        "colleagues": list(people_to_meet(fair, party.company)),
    }
    return render(request, "visitor/thread.html", context)
