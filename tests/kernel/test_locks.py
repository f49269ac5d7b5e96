"""The house lock order: a lower rank after a higher one is a programming error, told before anybody waits."""

import pytest

from accounts.models import Organisation
from kernel.locks import LockOrderBroken, Rank, lock_one, step_to
from kernel.unit_of_work import unit_of_work
from tests.factories.people import make_organiser

pytestmark = pytest.mark.django_db


@unit_of_work
def locking(*ranks):
    return [lock_one(rank, Organisation.objects.filter(pk=0)) for rank in ranks]


def test_locks_go_up_the_order_and_each_unit_of_work_begins_anew():
    assert locking(Rank.EVENT, Rank.PERSON, Rank.PERSON) == [None, None, None]
    assert locking(Rank.TENANT) == [None]


def test_a_lock_against_the_order_is_refused_before_it_is_asked_for(django_assert_num_queries):
    made = make_organiser()

    @unit_of_work
    def backwards():
        step_to(Rank.MEETING)
        with (
            django_assert_num_queries(0),
            pytest.raises(LockOrderBroken, match="COMPANY rows are locked before rank 70"),
        ):
            lock_one(Rank.COMPANY, Organisation.objects.filter(pk=made.pk))

    backwards()
