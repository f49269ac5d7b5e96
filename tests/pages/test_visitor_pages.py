"""Registration and pass from the server's side: what they take, what they refuse, what they never tell."""

import re

import pytest
from django.core.cache import cache

from accounts.roles import Role
from booking.models import Badge, Registration
from booking.queries.agenda import agenda_of
from booking.services.meetings import accept_request
from booking.services.requests import make_request
from fairs.models import Workshop
from kernel.models import OutboxEvent
from tests.factories.fair import make_fair, make_fair_with_meetings, make_workshop
from tests.factories.meetings import make_maker, make_need, make_sourcer, make_term
from tests.factories.people import make_company, make_member, make_person, make_user
from tests.factories.visits import make_badge, make_registration
from web.views.visitor.agenda import days_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_cache():
    cache.clear()


@pytest.fixture
def fair():
    return make_fair_with_meetings(slug="cnht")


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
