"""The doors to fairs, booths and exhibitors: what you may not see does not exist."""

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.roles import Role
from booking.access.exhibitors import shown_exhibitor
from booking.models import Booking
from booking.queries.exhibitors import exhibitors
from fairs.access import booth_for, exhibitor_for, fair_for, fair_to_run, hall_of, is_organiser
from fairs.models import Booth
from fairs.queries.fairs import days_of, fairs_for, halls_of
from kernel.errors import Forbidden, NotFound
from tests.factories.fair import make_booths, make_exhibitor, make_fair, make_hall
from tests.factories.people import make_company, make_member, make_organiser, make_user

pytestmark = pytest.mark.django_db

NOBODY = AnonymousUser()


@pytest.fixture
def outsider():
    return make_member(make_organiser("Another"), Role.OWNER)


def test_draft_fair_exists_only_for_its_organiser(outsider):
    fair = make_fair(state="draft")
    booth = make_booths(make_hall(fair), 1)[0]
    exhibitor = make_exhibitor(fair, make_company())
    clerk = make_member(fair.organisation, Role.DOOR)
    for stranger in (NOBODY, outsider, make_user(), make_member(exhibitor.company.organisation, Role.ADMIN)):
        for door, name in ((fair_for, fair.slug), (booth_for, booth.public_id), (exhibitor_for, exhibitor.public_id)):
            with pytest.raises(NotFound):
                door(stranger, name)
        assert list(fairs_for(stranger)) == []
    assert fair_for(clerk, fair.slug) == fair
    assert booth_for(clerk, booth.public_id) == booth
    assert exhibitor_for(clerk, exhibitor.public_id) == exhibitor
    assert list(fairs_for(clerk)) == [fair]


@pytest.mark.parametrize("status", ["draft", "withdrawn"])
def test_hidden_booth_exists_only_for_the_organiser(status, outsider):
    booth = make_booths(make_hall(make_fair()), 1)[0]
    assert booth_for(NOBODY, booth.public_id) == booth
    Booth.objects.update(status=status)
    for stranger in (NOBODY, outsider, make_user()):
        with pytest.raises(NotFound):
            booth_for(stranger, booth.public_id)
    assert booth_for(make_member(booth.fair.organisation, Role.SALES), booth.public_id) == booth


def test_desk_is_for_the_roles_of_the_organiser(outsider):
    fair = make_fair()
    for stranger in (NOBODY, outsider, make_user()):
        with pytest.raises(NotFound):
            fair_to_run(stranger, fair.slug)
        assert not is_organiser(stranger, fair)
    clerk = make_member(fair.organisation, Role.DOOR)
    with pytest.raises(Forbidden):
        fair_to_run(clerk, fair.slug, {Role.OWNER})
    assert fair_to_run(clerk, fair.slug) == fair


@pytest.mark.parametrize("door", [fair_for, booth_for, exhibitor_for, shown_exhibitor])
@pytest.mark.parametrize("name", ["", "nothing", "../x", "é" * 400])
def test_unknown_names_do_not_exist(door, name):
    with pytest.raises(NotFound):
        door(NOBODY, name)


def test_hall_of_another_fair_does_not_exist():
    fair = make_fair()
    hall = make_hall(fair)
    assert hall_of(fair, hall.public_id) == hall
    with pytest.raises(NotFound):
        hall_of(make_fair(), hall.public_id)


def test_fairs_come_latest_first_with_their_days_and_halls():
    early = make_fair()
    late = make_fair(starts_on=early.ends_on, state="closed")
    assert list(fairs_for(NOBODY)) == [late, early]
    assert [day.date for day in days_of(early)] == [early.starts_on, early.ends_on]
    halls = [make_hall(early, code) for code in ("A1", "A2")]
    assert halls_of(early) == halls


def test_exhibitor_is_known_to_the_public_once_it_has_a_booth(outsider):
    """An application, or a declined one, tells nobody; its own people and the organiser see it."""
    fair = make_fair()
    company = make_company("Dập khuôn Việt")
    exhibitor = make_exhibitor(fair, company)
    clerk = make_member(fair.organisation, Role.SALES)
    own = make_member(company.organisation, Role.STAFF)
    booth = make_booths(make_hall(fair), 1)[0]
    assert shown_exhibitor(NOBODY, exhibitor.public_id) == exhibitor
    booking = Booking.objects.create(fair=fair, booth=booth, company=company, state="submitted")
    for state, shown in (("submitted", False), ("declined", False), ("confirmed", True), ("paid", True)):
        Booking.objects.filter(pk=booking.pk).update(state=state)
        for stranger in (NOBODY, outsider):
            if shown:
                assert shown_exhibitor(stranger, exhibitor.public_id) == exhibitor
            else:
                with pytest.raises(NotFound):
                    shown_exhibitor(stranger, exhibitor.public_id)
        assert shown_exhibitor(clerk, exhibitor.public_id) == shown_exhibitor(own, exhibitor.public_id) == exhibitor
        assert list(exhibitors(fair)) == ([exhibitor] if shown else [])
        assert list(exhibitors(fair, see_all=True)) == [exhibitor]


def test_exhibitors_are_found_by_name_without_accents_and_by_hall():
    fair = make_fair()
    company = make_company("Ép phun Tín Phát", search_text="ep phun tin phat")
    found = make_exhibitor(fair, company)
    make_exhibitor(fair, make_company("Mạ Kim Sơn", search_text="ma kim son"))
    booth = make_booths(make_hall(fair), 1)[0]
    Booking.objects.create(fair=fair, booth=booth, company=company, state="confirmed")
    assert list(exhibitors(fair, text="Tín phát")) == list(exhibitors(fair, text="TIN PHAT")) == [found]
    assert list(exhibitors(fair, hall="A1")) == [found]
    assert list(exhibitors(fair, hall="A2")) == []
    assert exhibitors(fair).count() == 2
