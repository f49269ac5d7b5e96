"""Wishes, meetings and one's own times from the server's side: what the pages take, what they refuse."""

import datetime as dt

import pytest

from accounts.roles import Role
from booking.models import Meeting, MeetingRequest
from booking.services.meetings import accept_request
from booking.services.requests import make_request
from tests.factories.fair import make_fair, make_fair_with_meetings, make_slots
from tests.factories.meetings import make_colleague, make_maker, make_sourcer
from tests.factories.people import make_company, make_member, make_person, make_user
from tests.factories.visits import make_registration

pytestmark = pytest.mark.django_db


@pytest.fixture
def fair():
    return make_fair_with_meetings(slug="cnht")


@pytest.fixture
def maker(fair):
    return make_maker(fair, "Cơ khí Đông Anh")


@pytest.fixture
def buyer(fair):
    return make_sourcer(fair, "Denko")


@pytest.fixture
def wish(fair, maker, buyer):
    slots = list(fair.slots.order_by("index")[:2])
    return make_request(fair, user=buyer.user, to_company=maker.company, slots=slots)


def test_the_planner_says_what_is_missing(client, fair):
    assert client.get("/cnht/meetings/").status_code == 302
    lone = make_user()
    company = make_company()
    member = make_member(company.organisation, Role.ADMIN)
    for user, word in ((lone, "giữa các doanh nghiệp"), (member, "chưa có thẻ")):
        client.force_login(user)
        assert word in client.get("/cnht/meetings/").content.decode()
    make_registration(fair, make_person(member, company))
    assert "chưa tham gia hội chợ" in client.get("/cnht/meetings/").content.decode()


@pytest.mark.parametrize("act", ["accept", "decline", "withdraw"])
def test_nobody_else_answers_a_wish(client, fair, wish, act):
    client.force_login(make_maker(fair).user)
    assert client.post(f"/cnht/meetings/wishes/{wish.public_id}/{act}/").status_code == 404
    assert client.get(f"/cnht/meetings/wishes/{wish.public_id}/other-times/").status_code == 404
    wish.refresh_from_db()
    assert (wish.state, Meeting.objects.count()) == ("wished", 0)


def test_accepting_cancelling_and_a_second_answer(client, fair, wish, maker):
    client.force_login(maker.user)
    client.post(f"/cnht/meetings/wishes/{wish.public_id}/accept/")
    meeting = Meeting.objects.get()
    again = client.post(f"/cnht/meetings/wishes/{wish.public_id}/accept/", follow=True)
    assert "stop-n" in again.content.decode()
    client.post(f"/cnht/meetings/{meeting.public_id}/cancel/", {"reason": "Máy hỏng"})
    meeting.refresh_from_db()
    assert (meeting.state, meeting.cancel_reason, meeting.cancelled_by) == ("cancelled", "Máy hỏng", maker.company)


def test_other_times_change_the_turn(client, fair, wish, maker, buyer):
    later = fair.slots.get(index=3)
    client.force_login(maker.user)
    refused = client.post(f"/cnht/meetings/wishes/{wish.public_id}/other-times/", {"message": ""})
    assert refused.status_code == 422
    client.post(f"/cnht/meetings/wishes/{wish.public_id}/other-times/", {"slots": [later.public_id], "message": ""})
    wish.refresh_from_db()
    assert (wish.state, wish.awaiting_company) == ("countered", buyer.company)
    assert [row.slot for row in wish.requested_slots.all()] == [later]


def test_a_proposal_is_made_and_answered_on_the_pages(client, fair, wish, maker, buyer):
    slots = list(fair.slots.order_by("index"))
    meeting = accept_request(wish, user=maker.user)
    client.force_login(maker.user)
    page = f"/cnht/meetings/{meeting.public_id}/move/"
    assert client.post(page, {"message": ""}).status_code == 422
    client.post(page, {"slots": [slots[2].public_id, slots[3].public_id], "message": "Bận ở gian"})
    (proposal,) = meeting.proposals.all()
    answers = f"/cnht/meetings/{meeting.public_id}/proposals/{proposal.public_id}/"
    own = client.post(answers, {"act": "agree"}, follow=True).content.decode()
    assert "stop-n" in own
    assert "Bạn đề nghị giờ khác" in own
    client.force_login(buyer.user)
    theirs = client.get("/cnht/meetings/").content.decode()
    assert "Họ đề nghị giờ khác" in theirs
    assert "1 cuộc gặp được đề nghị dời giờ" in theirs
    client.post(answers, {"act": "agree", "slot": slots[3].public_id})
    meeting.refresh_from_db()
    assert (meeting.slot, meeting.sequence) == (slots[3], 1)
    thread = client.get(f"/cnht/meetings/wishes/{wish.public_id}/").content.decode()
    assert [thread.count(word) for word in ("Đề nghị dời cuộc gặp", "Dời cuộc gặp", "Bận ở gian")] == [1, 1, 1]


def test_a_wish_is_changed_on_the_page_and_times_left_alone_keep_the_turn(client, fair, wish, buyer, maker):
    client.force_login(buyer.user)
    page = f"/cnht/meetings/wishes/{wish.public_id}/change/"
    stands = [row.slot.public_id for row in wish.requested_slots.all()]
    form = {"language": "ja", "priority": "1", "need": "", "message": wish.message, "agenda_line": "Giá khuôn"}
    assert f'value="{stands[0]}" checked' in client.get(page).content.decode()
    client.post(page, form | {"slots": stands})
    wish.refresh_from_db()
    assert (wish.agenda_line, wish.priority, wish.language, wish.revision) == ("Giá khuôn", 1, "ja", 1)
    assert [list(turn.times) for turn in wish.turns.filter(kind="changed")] == [[]]
    refused = client.post(page, form | {"slots": ["gone"]})
    assert refused.status_code == 422
    client.force_login(maker.user)
    assert client.get(page).status_code == 302
    stale = client.post(f"/cnht/meetings/wishes/{wish.public_id}/accept/", {"revision": "0"}, follow=True)
    assert "stop-n" in stale.content.decode()
    assert Meeting.objects.count() == 0


def test_a_team_hands_over_takes_duties_and_blocks(client, fair, wish, maker, buyer):
    colleague = make_colleague(fair, maker.company)
    client.force_login(maker.user)
    to = {"person": colleague.person.public_id}
    client.post(f"/cnht/meetings/wishes/{wish.public_id}/hand-over/", to)
    wish.refresh_from_db()
    assert wish.to_person == colleague.person
    day = fair.starts_on.isoformat()
    duty = {"title": "Trực gian", "day": day, "starts": "09:00", "ends": "10:00"}
    assert "stop-n" in client.post("/cnht/meetings/duties/new/", duty | {"ends": "08:00"}, follow=True).content.decode()
    assert "Trực gian" in client.post("/cnht/meetings/duties/new/", duty, follow=True).content.decode()
    client.post(f"/cnht/meetings/duties/{maker.person.duties.get().public_id}/drop/", {"day": day})
    assert not maker.person.duties.exists()
    blocked = client.post("/cnht/meetings/blocks/new/", {"company": buyer.company.public_id}, follow=True)
    assert "1 doanh nghiệp đã chặn" in blocked.content.decode()
    wish.refresh_from_db()
    assert wish.state == "declined"
    client.post(f"/cnht/meetings/blocks/{fair.company_blocks.get().public_id}/lift/")
    assert fair.company_blocks.get().lifted_at is not None
    everybody, one = (client.get("/cnht/meetings/", who).content.decode() for who in ({}, {"who": to["person"]}))
    assert (everybody.count("wish-"), one.count("Cả đội")) == (one.count("wish-"), 1)


def test_asking_needs_a_time_and_a_partner_at_the_fair(client, fair, maker, buyer):
    client.force_login(buyer.user)
    form = {"language": "vi", "priority": "2", "need": "", "message": "", "agenda_line": ""}
    assert client.post(f"/cnht/meetings/new/?company={maker.company.public_id}", form).status_code == 422
    foreign = make_slots(make_fair(), 1)[0]
    answer = client.post(f"/cnht/meetings/with/{maker.company.slug}/", form | {"slots": [foreign.public_id]})
    assert answer.status_code == 422
    for stranger in (make_company(), buyer.company):
        assert client.get(f"/cnht/meetings/new/?company={stranger.public_id}").status_code == 404
    assert MeetingRequest.objects.count() == 0


def test_keeping_times_free_leaves_other_days_and_meetings_alone(client, fair, maker):
    slots = list(fair.slots.order_by("index"))
    client.force_login(maker.user)
    offered = [slot.public_id for slot in slots[:3]]
    day = fair.starts_on.isoformat()
    client.post("/cnht/meetings/times/", {"day": day, "offered": offered, "open": offered[:1]})
    kept = maker.person.unavailable_slots.order_by("slot__index")
    assert [row.slot.index for row in kept] == [1, 2]
    client.post(
        "/cnht/meetings/times/", {"day": (fair.starts_on + dt.timedelta(days=1)).isoformat(), "offered": offered}
    )
    assert [row.slot.index for row in kept.all()] == [1, 2]


def test_the_planner_asks_the_same_number_of_questions_for_one_wish_and_three(
    client, fair, maker, buyer, django_assert_num_queries, django_assert_max_num_queries
):
    slots = list(fair.slots.order_by("index")[:2])
    make_request(fair, user=buyer.user, to_company=maker.company, slots=slots)
    client.force_login(maker.user)
    with django_assert_max_num_queries(60) as first:
        client.get("/cnht/meetings/")
    for _ in range(2):
        make_request(fair, user=make_sourcer(fair).user, to_company=maker.company, slots=slots)
    with django_assert_num_queries(len(first)):
        client.get("/cnht/meetings/")
