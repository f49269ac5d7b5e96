"""The organiser's desk: who may look, what a decision does, and that every page stands."""

import pytest

from accounts.roles import Role
from booking.models import Booking
from booking.services.booths import hold_booth, submit_booking
from tests.factories.fair import make_booths, make_checkin_list, make_fair, make_gate, make_hall
from tests.factories.people import make_company, make_member, make_person
from tests.factories.visits import make_badge, make_registration

pytestmark = pytest.mark.django_db
PAGES = (
    "desk/",
    "desk/bookings/",
    "desk/bookings/?state=unpaid",
    "desk/registrations/",
    "desk/live/",
    "desk/live/?wall",
)


@pytest.fixture
def fair():
    return make_fair()


@pytest.fixture
def submitted(fair):
    [booth] = make_booths(make_hall(fair), 1, approval="committee")
    company = make_company("Cơ khí Đông Anh")
    staff = make_member(company.organisation, Role.ADMIN)
    booking = hold_booth(booth, company=company, actor_id=staff.pk)
    return submit_booking(booking, fascia_name="Đông Anh", note="Gần cửa", actor_id=staff.pk)


@pytest.mark.parametrize("page", PAGES)
def test_every_page_of_the_desk_stands(client, fair, submitted, page):
    make_gate(fair)
    make_checkin_list(fair)
    make_badge(make_registration(fair, make_person(full_name="Nguyễn Thị Minh Khai")))
    client.force_login(make_member(fair.organisation, Role.OWNER))
    answer = client.get(f"/{fair.slug}/{page}")
    assert answer.status_code == 200
    assert "style=" not in answer.content.decode()


@pytest.mark.parametrize("page", [*PAGES, "door/"])
def test_nobody_else_sees_the_desk(client, fair, page):
    assert client.get(f"/{fair.slug}/{page}").status_code == 302
    for stranger in (
        make_member(make_fair().organisation, Role.OWNER),
        make_member(make_company().organisation, Role.ADMIN),
    ):
        client.force_login(stranger)
        assert client.get(f"/{fair.slug}/{page}").status_code == 404


def test_approving_confirms_and_says_so(client, fair, submitted):
    client.force_login(make_member(fair.organisation, Role.SALES))
    answer = client.post(f"/{fair.slug}/desk/bookings/{submitted.public_id}/approve/", {"back": "list"}, follow=True)
    assert answer.redirect_chain == [(f"/{fair.slug}/desk/bookings/", 302)]
    assert Booking.objects.get().state == "confirmed"
    assert "B01" in answer.content.decode()
    again = client.post(f"/{fair.slug}/desk/bookings/{submitted.public_id}/approve/", follow=True)
    assert again.status_code == 200
    assert Booking.objects.get().state == "confirmed"


def test_declining_needs_a_reason(client, fair, submitted):
    client.force_login(make_member(fair.organisation, Role.MANAGER))
    path = f"/{fair.slug}/desk/bookings/{submitted.public_id}/decline/"
    client.post(path, {"reason": "  "})
    assert Booking.objects.get().state == "submitted"
    client.post(path, {"reason": "Trùng ngành"})
    row = Booking.objects.get()
    assert (row.state, row.decline_reason) == ("declined", "Trùng ngành")


def test_door_staff_cannot_decide(client, fair, submitted):
    client.force_login(make_member(fair.organisation, Role.DOOR))
    assert client.post(f"/{fair.slug}/desk/bookings/{submitted.public_id}/approve/").status_code in {200, 302, 403}
    assert Booking.objects.get().state == "submitted"


def test_people_are_found_without_marks(client, fair):
    registration = make_registration(fair, make_person(full_name="Đỗ Thị Hương", search_text="do thi huong"))
    badge = make_badge(registration)
    make_registration(fair, make_person(full_name="Lê Văn Tám", search_text="le van tam"))
    client.force_login(make_member(fair.organisation, Role.OWNER))
    for query in ("do huong", "Đỗ HƯƠNG", badge.code.lower()):
        page = client.get(f"/{fair.slug}/desk/registrations/", {"q": query}).content.decode()
        assert "Đỗ Thị Hương" in page
        assert "Lê Văn Tám" not in page


def test_the_board_answers_htmx_with_its_inside_only(client, fair):
    client.force_login(make_member(fair.organisation, Role.OWNER))
    part = client.get(f"/{fair.slug}/desk/live/", headers={"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith('<span class="now-t" id="board-now" hx-swap-oob="true">')
    assert '<div class="lattice">' in part
    assert "<html" not in part
