"""Delegations: one link, people add themselves, the contact confirms; nobody twice, nobody too many, nobody shown to others."""

import datetime as dt

import pytest

from booking.access.delegations import By, delegation_for, delegation_to_join
from booking.delegation_links import desk_key, join_key
from booking.errors.delegations import (
    AlreadyOnTheList,
    DelegationClosed,
    DelegationFull,
    LinkEnded,
    NoWayToReach,
    PlacesInUse,
)
from booking.errors.registrations import ConsentMissing, RegistrationClosed
from booking.models import Badge, Delegation, DelegationPlace, Registration
from booking.queries.delegations import badges_to_hand_out, people_of
from booking.services.delegation_people import (
    add_people,
    confirm_people,
    decline_people,
    forget_unconfirmed,
    join_delegation,
    leave_delegation,
    remove_person,
)
from booking.services.delegations import (
    accept_delegation,
    ask_for_delegation,
    change_delegation,
    close_delegation,
    renew_desk_key,
    renew_link,
    send_link_again,
)
from booking.services.registrations import (
    Visitor,
    register_visitor,
    reject_registration,
    withdraw_registration,
)
from kernel.clock import now
from kernel.errors import Forbidden, IllegalMove, NotFound
from kernel.models import DueItem, OutboxEvent
from tests.factories.delegations import guest, make_delegation, make_place, wanted
from tests.factories.fair import make_fair
from tests.factories.people import make_company, make_member, make_person, make_user
from tests.factories.visits import make_registration

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def delegation():
    return make_delegation(make_fair(), places=3)


def facts(name):
    return list(OutboxEvent.objects.filter(name=name).values_list("payload", flat=True))


def test_who_joins_waits_and_is_registered_with_a_badge_when_confirmed(delegation):
    place = make_place(delegation, "Trần Văn An", phone="+84912345678")
    assert (place.state, Registration.objects.count(), Badge.objects.count()) == ("waiting", 0, 0)
    done = confirm_people(delegation, places=None, actor_id=None)
    assert ([one.pk for one in done.confirmed], done.left) == ([place.pk], 0)
    registration = Registration.objects.get()
    person = registration.person
    assert (person.full_name, person.phone, person.company_name) == ("Trần Văn An", "+84912345678", "Thaco Chu Lai")
    assert (registration.state, registration.days) == ("complete", delegation.days)
    assert registration.consented_at == place.consented_at
    assert [badge.registration for badge in badges_to_hand_out(delegation)] == [registration]
    assert confirm_people(delegation, places=[place.public_id], actor_id=None).confirmed == []
    assert Badge.objects.count() == 1


def test_the_contact_is_told_once_and_then_once_in_half_an_hour(delegation):
    make_place(delegation)
    first = DueItem.objects.get(event="delegation.people_waiting")
    assert dt.timedelta(minutes=1) < first.due_at - now() <= dt.timedelta(minutes=2)
    make_place(delegation)
    assert DueItem.objects.get(event="delegation.people_waiting").due_at == first.due_at
    delegation.refresh_from_db()
    delegation.told_at = now() - dt.timedelta(minutes=1)  # the letter has left a minute ago
    delegation.save()
    make_place(delegation)
    wait = DueItem.objects.get(event="delegation.people_waiting").due_at - now()
    assert dt.timedelta(minutes=28) < wait <= dt.timedelta(minutes=30)


def test_the_same_person_is_on_the_list_once(delegation):
    first = guest("Lê Văn Đông", email="Dong@mail.example", phone="+84912345678")
    join_delegation(delegation, first)
    again = (
        guest("Khác Tên", email="dong@mail.example"),
        guest("le van dong", phone="+84912345678"),
    )
    for one in again:
        with pytest.raises(AlreadyOnTheList):
            join_delegation(delegation, one)
    join_delegation(delegation, guest("Người Khác", phone="+84912345678"))  # a colleague who shares the number
    assert DelegationPlace.objects.count() == 2
    delegation.refresh_from_db()
    assert delegation.places_taken == 2


def test_without_consent_or_a_way_to_reach_nobody_is_listed(delegation):
    with pytest.raises(ConsentMissing):
        join_delegation(delegation, guest(consented_at=None))
    with pytest.raises(NoWayToReach):
        join_delegation(delegation, guest(phone=""))
    assert DelegationPlace.objects.count() == 0


def test_no_more_join_than_there_are_places_and_a_no_frees_one(delegation):
    first, *_ = [make_place(delegation) for _ in range(3)]
    with pytest.raises(DelegationFull) as full:
        make_place(delegation)
    assert full.value.extra == {"places": 3}
    decline_people(delegation, places=[first.public_id], actor_id=None)
    assert facts("delegation.person_declined") == [{"place_id": first.pk}]
    make_place(delegation)
    with pytest.raises(DelegationFull):
        confirm_people(delegation, places=[first.public_id], actor_id=None)  # the declined one found no place
    with pytest.raises(PlacesInUse):
        change_delegation(delegation, places=2, actor_id=None)
    change_delegation(delegation, places=4, actor_id=None)
    assert len(confirm_people(delegation, places=[first.public_id], actor_id=None).confirmed) == 1


def test_a_list_of_the_contact_is_confirmed_at_once_and_twice_is_once(delegation):
    guests = [guest("Phạm An"), guest("Vũ Bình", phone="", email="binh@mail.example"), guest("Ngô Chi", phone="")]
    done = add_people(delegation, guests, actor_id=None)
    assert (len(done.added), done.known, done.full) == (3, [], [])
    again = add_people(delegation, [*guests, guest("Thừa Một")], actor_id=None)
    assert (again.added, len(again.known), [one.full_name for one in again.full]) == ([], 3, ["Thừa Một"])
    assert [one.full_name for one in people_of(delegation).confirmed] == ["Ngô Chi", "Phạm An", "Vũ Bình"]
    assert Badge.objects.count() == 3


def test_a_pass_one_had_before_is_not_given_to_the_contact(delegation):
    own = register_visitor(delegation.fair, Visitor(full_name="Giám Đốc", email="gd@mail.example", has_consented=True))
    add_people(delegation, [guest("Giám Đốc", email="gd@mail.example")], actor_id=None)
    (place,) = people_of(delegation).confirmed
    assert (place.registration, place.has_own_pass, badges_to_hand_out(delegation)) == (own, True, [])
    assert [fact["registration_id"] for fact in facts("registration.pass_wanted")] == [own.pk]
    remove_person(delegation, place=place.public_id, actor_id=None)
    own.refresh_from_db()
    assert own.state == "complete"


def test_whom_the_organiser_does_not_admit_nobody_can_confirm(delegation):
    own = register_visitor(delegation.fair, Visitor(full_name="X", email="x@mail.example", has_consented=True))
    reject_registration(own, actor_id=None)
    place = make_place(delegation, email="x@mail.example")
    done = confirm_people(delegation, places=None, actor_id=None)
    assert ([one.pk for one in done.not_admitted], done.confirmed, done.left) == ([place.pk], [], 0)
    place.refresh_from_db()
    assert place.state == "waiting"


def test_whom_the_organiser_rejects_makes_room_on_the_list_and_stays_on_it_by_name(delegation):
    place = make_place(delegation, "Trần Văn An", email="an@mail.example")
    confirm_people(delegation, places=None, actor_id=None)
    place.refresh_from_db()
    reject_registration(place.registration, actor_id=None)
    place.refresh_from_db()
    delegation.refresh_from_db()
    assert (place.state, place.full_name, place.email) == ("removed", "Trần Văn An", "an@mail.example")
    assert (delegation.places_taken, Badge.objects.get().state) == (0, "revoked")


def test_whoever_leaves_is_forgotten_and_the_pass_ends(delegation):
    place = make_place(delegation, "Trần Văn An", email="an@mail.example")
    confirm_people(delegation, places=None, actor_id=None)
    leave_delegation(place)
    place.refresh_from_db()
    delegation.refresh_from_db()
    assert (place.state, place.full_name, place.email, place.phone, place.who) == ("withdrawn", "", "", "", "")
    assert (delegation.places_taken, place.registration.state) == (0, "withdrawn")
    assert Badge.objects.get().state == "revoked"
    with pytest.raises(IllegalMove):
        leave_delegation(place)


def test_a_pass_withdrawn_on_its_own_page_frees_the_place_too(delegation):
    make_place(delegation)
    confirm_people(delegation, places=None, actor_id=None)
    withdraw_registration(Registration.objects.get(), actor_id=None)
    delegation.refresh_from_db()
    assert (delegation.places_taken, DelegationPlace.objects.get().state) == (0, "withdrawn")


def test_a_badge_for_all_counts_one_head_less_for_each_who_is_confirmed():
    delegation = make_delegation(make_fair(), places=3, has_group_badge=True)
    places = [make_place(delegation) for _ in range(2)]
    confirm_people(delegation, places=None, actor_id=None)

    def heads():
        delegation.group.refresh_from_db()
        return delegation.group.head_count, delegation.group.named_count

    assert heads() == (3, 2)
    remove_person(delegation, place=places[0].public_id, actor_id=None)
    assert heads() == (3, 1)
    change_delegation(delegation, places=5, actor_id=None)
    assert heads() == (5, 1)


def test_a_new_link_ends_the_old_one_and_neither_opens_what_the_other_does(delegation):
    join, desk = join_key(delegation), desk_key(delegation)
    assert delegation_to_join(join) == delegation
    assert delegation_for(make_user(), desk).by == By.CONTACT
    for wrong, opens in ((desk, delegation_to_join), (join, lambda key: delegation_for(make_user(), key))):
        with pytest.raises(NotFound):
            opens(wrong)
    newer = renew_link(delegation, actor_id=None)
    with pytest.raises(LinkEnded):
        delegation_to_join(join)
    assert delegation_to_join(join_key(newer)) == delegation
    renew_desk_key(delegation, actor_id=None)
    with pytest.raises(LinkEnded):
        delegation_for(make_user(), desk)
    change_delegation(delegation, join_until=now(), actor_id=None)
    with pytest.raises(LinkEnded):
        delegation_to_join(join_key(newer))


def test_nobody_joins_what_is_closed_or_not_accepted_yet():
    fair = make_fair()
    asked = ask_for_delegation(fair, wanted())
    assert facts("delegation.asked") == [{"delegation_id": asked.pk}]
    for closed in (asked, close_delegation(make_delegation(fair), actor_id=None)):
        with pytest.raises(DelegationClosed):
            join_delegation(closed, guest())
        with pytest.raises(DelegationClosed):
            delegation_to_join(join_key(closed))
    accept_delegation(asked, actor_id=None)
    assert join_delegation(asked, guest()).state == "waiting"


def test_a_list_is_seen_by_its_contact_its_host_and_the_organiser_only():
    fair, host = make_fair(), make_company()
    delegation = make_delegation(fair, host=host)
    seen = {
        "organiser": make_member(fair.organisation, "sales"),
        "host": make_member(host.organisation, "staff"),
    }
    for by, user in seen.items():
        assert delegation_for(user, delegation.public_id).by == by
    for stranger in (
        make_user(),
        make_member(make_fair().organisation, "owner"),
        make_member(make_company().organisation, "admin"),
    ):
        with pytest.raises(NotFound):
            delegation_for(stranger, delegation.public_id)
    with pytest.raises(Forbidden):
        delegation_for(make_member(fair.organisation, "door"), delegation.public_id)


def test_a_month_after_the_fair_only_the_confirmed_have_names(delegation):
    stays, declined, _ = [make_place(delegation, name) for name in ("Ở Lại", "Không Duyệt", "Còn Chờ")]
    confirm_people(delegation, places=[stays.public_id], actor_id=None)
    decline_people(delegation, places=[declined.public_id], actor_id=None)
    assert forget_unconfirmed(now=now() + dt.timedelta(days=60)) == 0
    assert forget_unconfirmed(now=now() + dt.timedelta(days=63)) == 2
    left = DelegationPlace.objects.exclude(full_name="").values_list("full_name", "phone")
    assert list(left) == [("Ở Lại", stays.phone)]


def test_a_delegation_needs_a_yes_and_a_fair_that_takes_visitors(delegation):
    with pytest.raises(ConsentMissing) as refused:
        ask_for_delegation(delegation.fair, wanted(has_consented=False))
    assert refused.value.pointer == "/consent"
    delegation.fair.state = "closed"
    with pytest.raises(RegistrationClosed):
        ask_for_delegation(delegation.fair, wanted())
    assert Delegation.objects.count() == 1


def test_a_contact_who_lost_the_letter_is_sent_the_keys_of_what_is_open_once_in_ten_minutes(delegation):
    fair = delegation.fair
    asked = ask_for_delegation(fair, wanted(name="Chưa nhận"))
    make_delegation(make_fair())
    send_link_again(fair, "nobody@mail.example")
    assert facts("delegation.link_wanted") == []
    send_link_again(fair, "  DOAN@mail.example ")
    (told,) = facts("delegation.link_wanted")
    assert (told["delegation_id"], asked.state) == (delegation.pk, "asked")
    assert told["window"] in {int(now().timestamp()) // 600, int(now().timestamp()) // 600 - 1}


def test_whose_own_registration_waits_or_has_ended_is_not_given_a_pass_by_the_list(delegation):
    pending = make_registration(delegation.fair, make_person(email="an@mail.example"), state="pending")
    place = make_place(delegation, "Trần An", email="an@mail.example")
    assert [one.pk for one in confirm_people(delegation, places=None, actor_id=None).confirmed] == [place.pk]
    place.refresh_from_db()
    assert (place.registration, place.has_own_pass) == (pending, True)
    assert (facts("registration.pass_wanted"), Badge.objects.count(), Registration.objects.count()) == ([], 0, 1)
    with pytest.raises(NotFound):
        remove_person(delegation, place="gone", actor_id=None)
    ended = make_place(delegation, "Vũ Bình")
    confirm_people(delegation, places=[ended.public_id], actor_id=None)
    Registration.objects.exclude(pk=pending.pk).update(state="erased")
    assert remove_person(delegation, place=ended.public_id, actor_id=None).state == "removed"
    assert facts("registration.withdrawn") == []
    assert Registration.objects.exclude(pk=pending.pk).get().state == "erased"
