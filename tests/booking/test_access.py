"""Names from outside: what is gone is not found, what is meant but unknown is said beside its field."""

import pytest
from django.contrib.auth.models import AnonymousUser

from booking.access.badges import batch_of
from booking.access.delegations import delegation_for, delegation_to_join, place_by_key
from booking.access.meetings import party_at, proposal_for
from booking.access.references import participant_named, table_named, table_required
from booking.access.registrations import registration_for, workshop_for
from booking.delegation_links import desk_key, join_key
from booking.errors.meetings import UnknownReference
from booking.models import Delegation, Meeting
from booking.queries.badge_prints import Choice
from booking.queries.people import registrations_by_phone, registrations_found
from booking.rules.schedule import Options
from booking.services.badge_batches import start_batch, throw_away
from booking.services.delegations import renew_link
from booking.services.invitations import make_invitation
from booking.services.meetings import accept_request
from booking.services.schedule_runs import cancel_run, start_run
from booking.services.seats import take_seat
from kernel.errors import NotFound
from kernel.models import HistoryEntry, OutboxEvent
from tests.factories.delegations import make_delegation, make_place
from tests.factories.fair import make_exhibitor, make_fair, make_slots, make_tables, make_workshop
from tests.factories.meetings import make_maker, make_sourcer
from tests.factories.people import make_company, make_member, make_person, make_user
from tests.factories.visits import make_badge, make_registration
from tests.factories.wishes import make_wish

pytestmark = pytest.mark.django_db


def test_what_is_gone_is_not_found():
    fair = make_fair()
    workshop = make_workshop(fair)
    assert workshop_for(make_user(), workshop.public_id) == workshop
    for find in (registration_for, workshop_for):
        for user in (AnonymousUser(), make_user()):
            with pytest.raises(NotFound):
                find(user, "gone")


def test_delegations_batches_and_proposals_that_are_gone_are_not_found():
    fair, user = make_fair(), make_user()
    delegation = make_delegation(fair)
    place = make_place(delegation)
    keys = join_key(delegation), desk_key(delegation)
    assert (place_by_key(place.manage_key), delegation_to_join(keys[0])) == (place, delegation)
    make_badge(make_registration(fair))
    batch = start_batch(fair, choice=Choice(), paper=None, language="", user=user)
    assert batch_of(fair, batch.public_id) == batch
    meeting = a_meeting(fair)
    owner = make_member(fair.organisation, "owner")
    Delegation.objects.all().delete()
    for find in (
        lambda: delegation_for(owner, delegation.public_id),
        lambda: delegation_for(user, keys[1]),
        lambda: delegation_to_join(keys[0]),
        lambda: delegation_to_join(keys[0] * 100),
        lambda: place_by_key(place.manage_key),
        lambda: place_by_key(""),
        lambda: batch_of(make_fair(), batch.public_id),
        lambda: proposal_for(owner, meeting.public_id, "gone"),
    ):
        with pytest.raises(NotFound):
            find()


def a_meeting(fair):
    make_tables(fair, 1)
    maker = make_maker(fair)
    return accept_request(make_wish(fair, make_sourcer(fair), maker, make_slots(fair, 1)), user=maker.user)


def test_what_went_while_somebody_looked_at_it_is_not_found_and_nothing_is_written():
    """A colleague, or a second tab, was quicker: whoever acts on what he still sees is refused."""
    fair, user = make_fair(), make_user()
    delegation, workshop = make_delegation(fair), make_workshop(fair)
    exhibitor = make_exhibitor(fair, make_company())
    visitor = make_registration(fair)
    make_badge(visitor)
    maker = make_maker(fair)
    wish = make_wish(fair, make_sourcer(fair), maker, make_slots(fair, 1))
    run = start_run(fair, user=user, options=Options(seconds=0))
    batch = start_batch(fair, choice=Choice(), paper=None, language="", user=user)
    for gone in (delegation, workshop, exhibitor, wish, run, batch):
        type(gone).objects.filter(pk=gone.pk).delete()
    before = HistoryEntry.objects.count(), OutboxEvent.objects.count(), Meeting.objects.count()
    for act in (
        lambda: renew_link(delegation, actor_id=user.pk),
        lambda: take_seat(workshop, visitor),
        lambda: make_invitation(exhibitor, label="Khách", most=1, expires_at=None, actor_id=user.pk),
        lambda: accept_request(wish, user=maker.user),
        lambda: cancel_run(run, user=user),
        lambda: throw_away(batch, actor_id=user.pk),
    ):
        with pytest.raises(NotFound):
            act()
    assert (HistoryEntry.objects.count(), OutboxEvent.objects.count(), Meeting.objects.count()) == before


def test_who_works_for_two_firms_acts_for_the_one_that_is_asked():
    """Lan's own firm buys; she helps a maker too. A wish to the maker is hers to answer in the maker's name."""
    fair = make_fair()
    lan = make_sourcer(fair)
    maker = make_maker(fair)
    maker.company.organisation.memberships.create(user=lan.user, role="staff")
    assert party_at(lan.user, fair).company == lan.company
    other = party_at(lan.user, fair, sides=[maker.company.pk])
    assert (other.company, other.person, other.person.company) == (maker.company, lan.person, lan.company)
    assert other.registration == lan.registration


def test_what_is_no_number_is_nobodys():
    fair = make_fair()
    make_registration(fair, make_person(phone=""))
    known = make_registration(fair, make_person(phone="+84912345678"))
    assert registrations_by_phone(fair, "0912 345 678") == [known]
    assert [registrations_by_phone(fair, typed) for typed in ("", "không có", "-")] == [[], [], []]


def test_an_unknown_table_or_firm_is_named_by_its_field():
    fair, other = make_fair(), make_fair()
    [table] = make_tables(fair, 1)
    assert table_named(fair, table.public_id) == table_required(fair, table.public_id) == table
    assert table_named(fair, None) is None
    for find, unknown, pointer in (
        (table_named, make_tables(other, 1)[0].public_id, "/table"),
        (lambda fair, given: participant_named(fair, given, pointer="/one"), make_company().public_id, "/one"),
    ):
        with pytest.raises(UnknownReference) as refused:
            find(fair, unknown)
        assert refused.value.pointer == pointer


def test_people_are_found_by_role_state_printed_code_and_every_word():
    fair = make_fair()
    lan = make_registration(fair, make_person(full_name="Lan Anh", email="lan@mail.example"), role="buyer")
    minh = make_registration(fair, make_person(full_name="Minh", email="minh@mail.example"), state="withdrawn")
    badge = make_badge(minh)
    make_registration(make_fair(), make_person(full_name="Lan"))
    assert list(registrations_found(fair)) == [minh, lan]
    assert list(registrations_found(fair, role="buyer")) == [lan]
    assert list(registrations_found(fair, state="withdrawn")) == [minh]
    assert list(registrations_found(fair, text=badge.code)) == [minh]
    assert list(registrations_found(fair, text="lan@ mail")) == [lan]
    assert list(registrations_found(fair, text="lan minh")) == []
