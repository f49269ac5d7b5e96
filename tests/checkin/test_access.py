"""Who may scan where, and whose leads are whose: what is another's is not found."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.roles import Role
from checkin.access.devices import device_for
from checkin.access.hall_servers import hall_server_for
from checkin.access.leads import lead_of_visitor, registration_of_visitor
from checkin.access.places import gate_for, list_for
from checkin.access.posts import device_of_key, may_stand_at_the_door, post_for
from checkin.access.rehearsals import rehearsal_for
from checkin.errors import DeviceRevoked, EnrolmentExpired, EnrolmentUsed, HallServerRevoked
from checkin.models import CheckinList, Device, Gate, HallServer, Lead, Rehearsal
from checkin.queries.devices import devices_of
from checkin.services.devices import CODE_LASTS, add_device, enrol, revoke_device
from checkin.services.hall_servers import add_hall_server, enrol_hall_server, revoke_hall_server
from checkin.services.lead_sharing import share_with_lead, withdraw_from_lead
from checkin.services.places import remove_gate, remove_list
from checkin.services.rehearsals import stop_rehearsal
from kernel.clock import now
from kernel.errors import Forbidden, NotFound
from kernel.models import HistoryEntry
from tests.factories.door import make_device
from tests.factories.fair import make_checkin_list, make_exhibitor, make_fair, make_gate
from tests.factories.people import make_company, make_member, make_user
from tests.factories.visits import make_registration

pytestmark = pytest.mark.django_db


def test_a_post_is_a_gate_and_a_list_of_the_fair_one_serves_at():
    fair, other = make_fair(), make_fair()
    gate, checkin_list = make_gate(fair), make_checkin_list(fair)
    here = {"gate": gate.public_id, "checkin_list": checkin_list.public_id}
    staff = make_member(fair.organisation, Role.DOOR)
    post = post_for(staff, fair.slug, **here)
    assert (post.fair_id, post.gate_id, post.list_id, post.user_id) == (fair.pk, gate.pk, checkin_list.pk, staff.pk)
    assert may_stand_at_the_door(staff, fair.slug)
    foreign = {"gate": make_gate(other).public_id, "checkin_list": make_checkin_list(other).public_id}
    for name, pointer in (("gate", "/gate"), ("checkin_list", "/checkin_list")):
        with pytest.raises(NotFound) as refused:
            post_for(staff, fair.slug, **(here | {name: foreign[name]}))
        assert refused.value.pointer == pointer
    for user in (AnonymousUser(), make_member(other.organisation, Role.DOOR)):
        with pytest.raises(NotFound):
            post_for(user, fair.slug, **here)
    with pytest.raises(Forbidden):
        post_for(make_member(fair.organisation, Role.SALES), fair.slug, **here)


def make_lead(registration):
    exhibitor = make_exhibitor(registration.fair, make_company())
    return Lead.objects.create(exhibitor=exhibitor, registration=registration, first_at=now(), last_at=now())


def test_a_registration_and_its_booths_are_the_visitors_own():
    fair = make_fair()
    registration = make_registration(fair)
    key = registration.manage_key
    assert registration_of_visitor(AnonymousUser(), registration.public_id, key=key) == registration
    for public_id, given in ((registration.public_id, ""), (registration.public_id, "x" + key), ("gone", key)):
        with pytest.raises(NotFound):
            registration_of_visitor(make_user(), public_id, key=given)
    lead = make_lead(registration)
    assert lead_of_visitor(registration, lead.public_id) == lead
    with pytest.raises(NotFound):
        lead_of_visitor(make_registration(fair), lead.public_id)


def test_saying_the_same_again_is_said_once_and_the_other_word_takes_its_place():
    lead = make_lead(make_registration(make_fair()))
    for _ in range(2):
        assert withdraw_from_lead(lead, actor_id=None).withdrawn_at is not None
    for _ in range(2):
        assert share_with_lead(lead, actor_id=None).withdrawn_at is None
    actions = HistoryEntry.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["lead.withdrawn", "lead.shared"]
    Lead.objects.all().delete()
    for say in (withdraw_from_lead, share_with_lead):
        with pytest.raises(NotFound):
            say(lead, actor_id=None)


@pytest.mark.django_db(transaction=True)
def test_a_device_comes_in_once_by_its_code_is_shut_out_at_once_and_never_found_by_another_key():
    fair = make_fair()
    gate, checkin_list, owner = make_gate(fair), make_checkin_list(fair), make_member(fair.organisation, Role.OWNER)
    at = now()
    device, code = add_device(fair, name="Cổng A 1", gate=gate, checkin_lists=[checkin_list], actor_id=owner.pk, now=at)
    assert [each.state for each in devices_of(fair, now=at)] == ["waiting"]
    with pytest.raises(NotFound):
        enrol("no such code", now=at)
    with pytest.raises(EnrolmentExpired):
        enrol(code, now=at + CODE_LASTS)
    _, key = enrol(code, now=at)
    assert device_of_key(key).device_id == device.pk
    assert [device_of_key(other) for other in ("", key[:-1] + ("a" if key[-1] != "a" else "b"))] == [None, None]
    with pytest.raises(EnrolmentUsed):
        enrol(code, now=at)
    later = at + dt.timedelta(days=1)
    assert [each.state for each in devices_of(fair, now=later)] == ["silent"]
    for moment in (at, later):
        assert revoke_device(device, actor_id=owner.pk, now=moment).revoked_at == at
    assert [each.state for each in devices_of(fair, now=at)] == ["revoked"]
    with pytest.raises(DeviceRevoked):
        enrol(code, now=at)
    assert device_for(owner, device.public_id) == device
    with pytest.raises(NotFound):
        device_for(owner, "gone")


def test_what_stands_at_a_door_is_found_by_who_runs_that_fair_alone():
    fair, other = make_fair(), make_fair()
    gate, checkin_list = make_gate(fair), make_checkin_list(fair)
    hall, _ = add_hall_server(fair, name="Laptop", actor_id=make_user().pk, now=now())
    manager = make_member(fair.organisation, Role.MANAGER)
    rehearsal = Rehearsal.objects.create(fair=fair, asked={}, created_by=manager)
    doors = [
        (gate_for, gate),
        (list_for, checkin_list),
        (hall_server_for, hall),
        (lambda user, public_id: rehearsal_for(user, fair.slug, public_id), rehearsal),
    ]
    for door, thing in doors:
        assert door(manager, thing.public_id) == thing
        with pytest.raises(NotFound):
            door(manager, "gone")
        with pytest.raises(NotFound):
            door(make_member(other.organisation, Role.OWNER), thing.public_id)
        with pytest.raises(Forbidden):
            door(make_member(fair.organisation, Role.DOOR), thing.public_id)
    with pytest.raises(NotFound):
        rehearsal_for(make_member(other.organisation, Role.OWNER), other.slug, rehearsal.public_id)


def test_what_went_while_somebody_looked_at_it_is_not_found_and_nothing_is_noted():
    """A second tab, or a colleague, was quicker: the page that still shows it is refused."""
    fair = make_fair()
    gate, checkin_list = make_gate(fair), make_checkin_list(fair)
    device = make_device(make_gate(fair, "B"))
    hall, _ = add_hall_server(fair, name="Laptop", actor_id=make_user().pk, now=now())
    user = make_member(fair.organisation, Role.OWNER)
    rehearsal = Rehearsal.objects.create(fair=fair, asked={}, created_by=user)
    for model in (Device, Gate, CheckinList, HallServer, Rehearsal):
        model.objects.all().delete()
    noted = HistoryEntry.objects.count()
    for say in (
        lambda: remove_gate(gate, actor_id=user.pk),
        lambda: remove_list(checkin_list, actor_id=user.pk),
        lambda: revoke_device(device, actor_id=user.pk, now=now()),
        lambda: revoke_hall_server(hall, actor_id=user.pk, now=now()),
        lambda: stop_rehearsal(rehearsal, user=user),
    ):
        with pytest.raises(NotFound):
            say()
    assert HistoryEntry.objects.count() == noted


def test_a_hall_server_that_was_shut_out_before_it_came_stays_out_and_is_shut_out_once():
    fair = make_fair()
    at, owner = now(), make_member(fair.organisation, Role.OWNER)
    hall, code = add_hall_server(fair, name="Laptop", actor_id=owner.pk, now=at)
    for moment in (at, at + dt.timedelta(hours=1)):
        assert revoke_hall_server(hall, actor_id=owner.pk, now=moment).revoked_at == at
    with pytest.raises(HallServerRevoked):
        enrol_hall_server(code, now=at)
    assert HallServer.objects.get().key_digest is None
    assert list(HistoryEntry.objects.order_by("pk").values_list("action", flat=True)) == ["added", "revoked"]
