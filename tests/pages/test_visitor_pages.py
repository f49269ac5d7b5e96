"""The visitor's pages from the server's side: what they take, what they refuse, what they never tell."""

import datetime as dt
import re

import pytest
from django.core.cache import cache

from accounts.roles import Role
from booking.models import Badge, Meeting, MeetingRequest, Registration
from booking.queries.agenda import agenda_of
from booking.services.meetings import accept_request
from booking.services.requests import make_request
from directory.models import Need
from fairs.models import Workshop
from kernel.models import OutboxEvent
from tests.factories.fair import make_fair, make_slots, make_tables, make_workshop
from tests.factories.meetings import make_colleague, make_maker, make_need, make_sourcer, make_term
from tests.factories.people import make_company, make_member, make_person, make_user
from tests.factories.visits import make_badge, make_registration
from web.views.visitor.agenda import days_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_cache():
    cache.clear()


@pytest.fixture
def fair():
    fair = make_fair(slug="cnht")
    make_slots(fair, 4)
    make_tables(fair, 2)
    return fair


@pytest.fixture
def visit(fair):
    registration = make_registration(fair, make_person(full_name="Hoàng Thị Lan Anh", email="lan@mail.example"))
    make_badge(registration)
    return registration


def _said(fair, **changes):
    return {
        "full_name": "Hoàng Thị Lan Anh",
        "email": "lan@mail.example",
        "role": "visitor",
        "days": [fair.starts_on.isoformat()],
        "language": "vi",
        "consent": "on",
        **changes,
    }


def _events(name):
    return OutboxEvent.objects.filter(name=name).count()


# --- registering ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["", "/en", "/ja"])
@pytest.mark.parametrize("page", ["register/", "pass/"])
def test_open_pages_stand_in_every_language(client, fair, page, language):
    answer = client.get(f"{language}/cnht/{page}")
    assert answer.status_code == 200
    assert "style=" not in answer.content.decode()


def test_registering_keeps_what_was_said_and_leads_on(client, fair):
    interest = make_term("industry", "o-to")
    said = _said(
        fair, phone="024 3555 9000", interests=[interest.code], job_title="Kỹ sư", role="buyer", other_name="田中 健二"
    )
    answer = client.post("/cnht/register/", said)
    assert (answer.status_code, answer["Location"]) == (302, "/cnht/register/done/")
    [registration] = Registration.objects.all()
    assert (registration.role, registration.state, registration.days) == ("buyer", "complete", [fair.starts_on])
    assert (registration.interests, registration.share_contact) == (["o-to"], False)
    assert (registration.person.phone, registration.person.job_title) == ("+842435559000", "Kỹ sư")
    assert registration.person.other_name == "田中 健二"
    assert registration.consented_at is not None
    done = client.get("/cnht/register/done/").content.decode()
    assert "lan@mail.example" in done
    assert registration.manage_key in done
    assert client.get("/cnht/pass/").status_code == 200


@pytest.mark.parametrize(
    ("field", "value", "word"),
    [
        ("consent", "", "không thể đăng ký"),
        ("email", "lan@", "e-mail"),
        ("phone", "12", "không phải số điện thoại"),
        ("full_name", "Lan\u200bAnh", "không đọc được"),
        ("days", ["2001-01-01"], "2001-01-01"),
        ("role", "organiser", "organiser"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_kept(client, fair, field, value, word):
    answer = client.post("/cnht/register/", _said(fair, **{field: value}))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert word in text
    assert f'id="id_{field}_error"' in text
    assert (Registration.objects.count(), OutboxEvent.objects.count()) == (0, 0)


def test_who_is_registered_already_gets_a_sentence_and_the_mail_and_nothing_else(client, fair, visit):
    answer = client.post("/cnht/register/", _said(fair, email="LAN@mail.example", full_name="Ai Đó"), follow=True)
    text = answer.content.decode()
    assert "đã đăng ký rồi" in text
    for secret in (visit.manage_key, visit.public_id, "Lan Anh", "Ai Đó", "lan@mail.example"):
        assert secret not in text
    assert (Registration.objects.count(), _events("registration.pass_wanted")) == (1, 1)
    assert "Hoàng Thị Lan Anh" not in client.get("/cnht/pass/").content.decode()


def test_a_closed_fair_registers_nobody(client, fair):
    fair.state = "closed"
    fair.save(update_fields=["state"])
    assert 'name="consent"' not in client.get("/cnht/register/").content.decode()
    client.post("/cnht/register/", _said(fair))
    assert Registration.objects.count() == 0


def test_a_member_of_a_company_is_not_asked_what_is_known(client, fair):
    company = make_company("Denko")
    user = make_member(company.organisation, Role.STAFF, full_name="Tanaka Kenji")
    make_person(user, company, phone="+84901234567", job_title="Trưởng phòng mua hàng")
    client.force_login(user)
    text = client.get("/cnht/register/").content.decode()
    for known in ("Tanaka Kenji", user.email, "Denko", "+84901234567", "Trưởng phòng mua hàng"):
        assert f'value="{known}"' in text
    client.post("/cnht/register/", _said(fair, email=user.email, full_name="Tanaka Kenji", phone="0909999999"))
    [registration] = Registration.objects.all()
    assert (registration.person.user, registration.company) == (user, company)
    assert registration.person.phone == "+84909999999"


def test_registering_a_colleague_leaves_my_own_pass_at_hand(client, fair):
    user = make_user()
    own = make_registration(fair, make_person(user, full_name="Người Một"))
    make_badge(own)
    client.force_login(user)
    said = _said(fair, email="hai@mail.example", full_name="Người Hai")
    text = client.post("/cnht/register/", said, follow=True).content.decode()
    assert "Người Hai đã được đăng ký" in text
    assert Registration.objects.count() == 2
    assert "Người Một" in client.get("/cnht/pass/").content.decode()


# --- the pass ------------------------------------------------------------------------------------------------------


def test_the_key_of_the_mail_opens_the_pass_and_only_that(client, fair, visit):
    make_fair(slug="khac")
    answer = client.get(f"/cnht/pass/{visit.manage_key}/")
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    badge = visit.badges.get()
    assert bytes(badge.token_bits).hex() not in answer.content.decode()
    assert client.get(f"/khac/pass/{visit.manage_key}/").status_code == 404
    assert client.get(f"/cnht/pass/{visit.public_id}/").status_code == 404
    assert "Hoàng Thị Lan Anh" in client.get("/cnht/pass/").content.decode()


def test_now_stands_between_what_was_and_what_comes(fair):
    maker, buyer = make_maker(fair), make_sourcer(fair)
    slots = list(fair.slots.order_by("index"))
    for slot, need in ((slots[0], None), (slots[3], make_need(buyer.company))):
        wish = make_request(fair, user=buyer.user, to_company=maker.company, slots=[slot], need=need)
        accept_request(wish, user=maker.user)
    noon = slots[1].ends_at
    days = days_of(fair, agenda_of(buyer.person, fair), buyer.person, now=noon)
    first, second = days
    assert [(line.at, line.is_now, line.is_past) for line in first.lines] == [
        (slots[0].starts_at, False, True),
        (noon, True, False),
        (slots[3].starts_at, False, False),
    ]
    assert (first.meetings, first.sessions, second.lines) == (2, 0, ())


def test_a_lost_pass_is_sent_again_and_nobody_learns_who_is_registered(client, fair, visit):
    known, unknown = (
        client.post("/cnht/pass/", {"email": email}, follow=True).content.decode()
        for email in ("lan@mail.example", "ai@mail.example")
    )
    token = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')
    assert token.sub("", known) == token.sub("", unknown)
    assert _events("registration.pass_wanted") == 1


def test_withdrawing_ends_the_pass(client, fair, visit):
    answer = client.post(f"/cnht/pass/{visit.manage_key}/withdraw/", follow=True)
    visit.refresh_from_db()
    assert (visit.state, Badge.objects.get().state) == ("withdrawn", "revoked")
    assert 'class="qr"' not in answer.content.decode()
    again = client.post(f"/cnht/pass/{visit.manage_key}/withdraw/", follow=True)
    assert "stop-n" in again.content.decode()


def test_a_full_workshop_says_so(client, fair, visit):
    workshop = make_workshop(fair, seats=1)
    Workshop.objects.update(seats_taken=1)
    address = f"/cnht/pass/{visit.manage_key}/seats/{workshop.public_id}/"
    text = client.post(address, follow=True).content.decode()
    assert "stop-n" in text
    assert visit.seats.count() == 0


def test_the_programme_asks_a_stranger_to_register_first(client, fair):
    workshop = make_workshop(fair)
    answer = client.post(f"/cnht/programme/{workshop.public_id}/seat/")
    assert (answer.status_code, answer["Location"]) == (302, "/cnht/register/")


# --- meetings ------------------------------------------------------------------------------------------------------


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


# --- wanted parts --------------------------------------------------------------------------------------------------


def _part(**changes):
    process = make_term(code="cnc-milling")
    return {
        "title_vi": "Trục bậc",
        "code": "P001",
        "process": process.code,
        "tolerance_mm": "±0,02",
        "length_mm": "120",
        "confidentiality": "open",
        **changes,
    }


def test_a_part_is_published_changed_and_closed(client, fair, buyer):
    client.force_login(buyer.user)
    steel = make_term("material", "s45c")
    client.post("/cnht/my-needs/new/", _part(materials=[steel.code]))
    [need] = Need.objects.all()
    assert (need.company, need.state, need.tolerance_um, need.length_mm) == (buyer.company, "open", 20, 120)
    assert list(need.materials.all()) == [steel]
    page = client.get(f"/cnht/my-needs/{need.public_id}/").content.decode()
    assert 'value="0,02"' in page
    client.post(f"/cnht/my-needs/{need.public_id}/", _part(title_vi="Trục bậc hai", draft="1"))
    need.refresh_from_db()
    assert (need.title_vi, need.state, need.materials.count()) == ("Trục bậc hai", "draft", 0)
    client.post(f"/cnht/my-needs/{need.public_id}/close/")
    need.refresh_from_db()
    assert need.state == "closed"
    assert client.get(f"/cnht/my-needs/{need.public_id}/").status_code == 302


@pytest.mark.parametrize(
    "changes", [{"tolerance_mm": "fine"}, {"tolerance_mm": "0,0005"}, {"tolerance_mm": "NaN"}, {"process": ""}]
)
def test_a_wrong_part_is_not_published(client, fair, buyer, changes):
    client.force_login(buyer.user)
    answer = client.post("/cnht/my-needs/new/", _part(**changes))
    assert answer.status_code == 422
    assert f'id="id_{next(iter(changes))}_error"' in answer.content.decode()
    assert Need.objects.count() == 0


def test_a_number_twice_is_refused_beside_its_field(client, fair, buyer):
    make_need(buyer.company, code="P001")
    client.force_login(buyer.user)
    answer = client.post("/cnht/my-needs/new/", _part())
    assert answer.status_code == 422
    assert 'id="id_code_error"' in answer.content.decode()
    assert Need.objects.count() == 1


def test_another_company_s_part_does_not_exist(client, fair, maker, buyer):
    need = make_need(buyer.company)
    client.force_login(maker.user)
    assert client.get(f"/cnht/my-needs/{need.public_id}/").status_code == 404
    assert client.post(f"/cnht/my-needs/{need.public_id}/close/").status_code == 404
    client.force_login(make_user())
    assert client.get("/cnht/my-needs/").status_code == 404
    need.refresh_from_db()
    assert need.state == "open"
