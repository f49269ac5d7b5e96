"""A lookup brings back the very rows the ORM would, in one query."""

import pytest

from accounts.models import ApiToken
from fairs.models import Fair, Hall
from kernel.lookups import Instances, Lookup
from kernel.statements import rows
from tests.factories.fair import make_fair, make_hall
from tests.factories.people import bearer, make_user

pytestmark = pytest.mark.django_db


def columns(found):
    return {field.attname: getattr(found, field.attname) for field in found._meta.concrete_fields}


def test_it_finds_the_row_and_what_is_joined_in_one_query(django_assert_num_queries):
    made = make_fair()
    with django_assert_num_queries(1):
        found = Lookup(Fair, "slug", join="organisation").get(made.slug)
        organisation = found.organisation
    assert columns(found) == columns(Fair.objects.get(pk=made.pk))
    assert columns(organisation) == columns(made.organisation)
    assert found == made
    assert not found._state.adding


def test_it_converts_what_the_database_keeps_otherwise():
    bearer(make_user(), "read", "scan")
    token = ApiToken.objects.get()
    found = Lookup(ApiToken, "digest", join="user").get(token.digest)
    assert (found.scopes, found.created_at, found.user) == (["read", "scan"], token.created_at, token.user)
    hall = make_hall(make_fair())
    Hall.objects.update(geometry={"features": [{"kind": "stage", "x": 1}]})
    assert Lookup(Hall, "public_id").get(hall.public_id).geometry == {"features": [{"kind": "stage", "x": 1}]}


def test_what_is_found_can_be_saved():
    fair = Lookup(Fair, "slug").get(make_fair().slug)
    fair.name_en = "Fair"
    fair.save(update_fields=["name_en"])
    assert list(Fair.objects.values_list("name_en", flat=True)) == ["Fair"]


def test_nothing_is_none_and_a_quote_is_a_letter():
    make_fair()
    assert Lookup(Fair, "slug").get("' OR true --") is None


@pytest.mark.parametrize(("by", "join"), [("name_vi", None), ("public_id", "company")])
def test_it_refuses_what_is_not_unique_or_may_be_null(by, join):
    from booking.models import Registration

    model = Registration if join else Fair
    with pytest.raises(AssertionError):
        Lookup(model, by, join=join).get("x")


def test_models_stand_side_by_side_and_what_a_left_join_did_not_find_is_none(django_assert_num_queries):
    with_hall, without = make_fair(), make_fair()
    hall = make_hall(with_hall)
    side = Instances({"h": {"code"}}, f=Fair, h=Hall)
    statement = f"""SELECT {side.columns}, 7 FROM fairs_fair f LEFT JOIN fairs_hall h ON h.fair_id = f.id
        WHERE f.id = ANY (%s) ORDER BY f.id"""
    with django_assert_num_queries(1):
        found = rows(statement, [[with_hall.pk, without.pk]])
        pairs = [tuple(side.of(row)) for row in found]
        assert [(fair.pk, here and here.code) for fair, here in pairs] == [
            (with_hall.pk, hall.code),
            (without.pk, None),
        ]
    assert [row[side.width :] for row in found] == [(7,), (7,)]
    assert pairs[0][1].width_cm == hall.width_cm  # what was not read loads itself
    assert pairs[0][1].get_deferred_fields() >= {"geometry"}


def test_a_field_that_is_not_there_is_no_field():
    with pytest.raises(AssertionError, match="has not all of"):
        _ = Instances({"h": {"cod"}}, h=Hall).columns
