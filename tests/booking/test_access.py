"""Names from outside: what is gone is not found, what is meant but unknown is said beside its field."""

import pytest
from django.contrib.auth.models import AnonymousUser

from booking.access.references import participant_named, table_named, table_required
from booking.access.registrations import registration_for, workshop_for
from booking.errors.meetings import UnknownReference
from booking.queries.people import registrations_found
from kernel.errors import NotFound
from tests.factories.fair import make_fair, make_tables, make_workshop
from tests.factories.people import make_company, make_person, make_user
from tests.factories.visits import make_badge, make_registration

pytestmark = pytest.mark.django_db


def test_what_is_gone_is_not_found():
    fair = make_fair()
    workshop = make_workshop(fair)
    assert workshop_for(make_user(), workshop.public_id) == workshop
    for find in (registration_for, workshop_for):
        for user in (AnonymousUser(), make_user()):
            with pytest.raises(NotFound):
                find(user, "gone")


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
