"""Who somebody is: hand-written statements bring back the very rows the ORM would, in one query each."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse

from accounts.access import role_in
from accounts.models import Membership, User
from accounts.roles import Role
from directory.access import companies_of, person_of
from directory.models import Company, Person
from tests.factories.people import make_company, make_member, make_organiser, make_person, make_user

pytestmark = pytest.mark.django_db


def columns(found):
    return found and {field.attname: getattr(found, field.attname) for field in found._meta.concrete_fields}


@pytest.mark.parametrize("number", [0, 1, 3])
def test_the_companies_are_those_one_works_for_oldest_first(django_assert_num_queries, number):
    user = make_member(make_organiser(), Role.OWNER)
    firms = [make_company() for _ in range(4)]
    for firm, role in zip(reversed(firms[:number]), (Role.STAFF, Role.ADMIN, Role.STAFF), strict=False):
        Membership.objects.create(user=user, organisation=firm.organisation, role=role)
    with django_assert_num_queries(1):
        found = companies_of(user)
    assert [columns(one) for one in found] == [columns(Company.objects.get(pk=firm.pk)) for firm in firms[:number]]
    assert companies_of(AnonymousUser()) == []


@pytest.mark.parametrize("of_a_company", [True, False])
def test_a_person_comes_with_the_company_or_none(django_assert_num_queries, of_a_company):
    user = make_user()
    make_person()
    made = make_person(user, make_company() if of_a_company else None)
    with django_assert_num_queries(1):
        found = person_of(user)
        company = found.company
    assert columns(found) == columns(Person.objects.get(pk=made.pk))
    assert columns(company) == columns(made.company_id and Company.objects.get(pk=made.company_id))
    assert (person_of(make_user()), person_of(AnonymousUser())) == (None, None)


def test_a_role_counts_in_its_own_organisation_only():
    ours, theirs = make_organiser(), make_organiser("Ban khác")
    user = make_member(ours, Role.DOOR)
    assert (role_in(user, ours.pk), role_in(user, theirs.pk), role_in(make_user(), ours.pk)) == (Role.DOOR, None, None)


@pytest.mark.parametrize("then", [{}, {"is_active": False}, None])
def test_a_session_is_of_whom_it_was_opened_for_while_the_account_stands(then):
    user = make_user()
    client = Client()
    client.force_login(user)
    if then is None:
        user.delete()
    else:
        User.objects.filter(pk=user.pk).update(**then)
    seen = client.get(reverse("web:log_in")).wsgi_request.user
    assert seen.is_authenticated is (then == {})
    if then == {}:
        assert columns(seen) == columns(User.objects.get(pk=user.pk))
