"""What a lead is does not depend on the order in which colleagues' phones catch up, nor on how often they do."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkin.rules.leads import Entry, Standing, accepted_time, may_answer, merged, standing

NOON = dt.datetime(2026, 9, 24, 5, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)
BEGIN = NOON - dt.timedelta(days=60)

moments = st.integers(0, 5).map(lambda minutes: NOON + minutes * MINUTE)  # few, so that many are equal
authors = st.integers(1, 3)
entries = st.one_of(
    st.builds(Entry, nonce=st.just(""), kind=st.just("scan"), at=moments, author=authors, offline=st.booleans()),
    st.builds(Entry, nonce=st.just(""), kind=st.just("note"), at=moments, author=authors, text=st.sampled_from("abc")),
    st.builds(
        Entry, nonce=st.just(""), kind=st.just("answer"), at=moments, author=authors,
        text=st.sampled_from(["A", "B", ""]), qualifier=st.integers(1, 2),
    ),
    st.builds(Entry, nonce=st.just(""), kind=st.just("need"), at=moments, need=st.integers(1, 2), linked=st.booleans()),
)  # fmt: skip


def numbered(found):
    return [
        Entry(**{field: getattr(one, field) for field in Entry.__slots__} | {"nonce": f"n{i}"})
        for i, one in enumerate(found)
    ]


@given(st.lists(entries, min_size=1, max_size=12).map(numbered), st.randoms(use_true_random=False), st.data())
def test_any_order_and_any_repetition_is_the_same_lead(found, dice, data):
    again = data.draw(st.lists(st.sampled_from(found), max_size=8))
    shuffled = [*found, *again]
    dice.shuffle(shuffled)
    lead = merged(found)
    assert merged(shuffled) == lead
    assert {note.nonce for note in lead.notes} == {one.nonce for one in found if one.kind == "note"}
    assert {scan.nonce for scan in lead.scans} == {one.nonce for one in found if one.kind == "scan"}
    assert sum(map(len, lead.answers.values())) == sum(one.kind == "answer" for one in found)
    assert (lead.first_at, lead.last_at) == (min(one.at for one in found), max(one.at for one in found))
    for number, answers in lead.answers.items():
        assert answers[0].at == max(one.at for one in found if one.qualifier == number)
    for need in lead.needs:
        newest = max((one for one in found if one.need == need), key=lambda one: (one.at, one.nonce))
        assert newest.linked


@given(st.lists(entries, min_size=2, max_size=12).map(numbered), st.data())
def test_two_phones_that_sent_apart_make_what_one_would_have(found, data):
    mine = data.draw(st.sets(st.sampled_from(range(len(found)))))
    first = [one for i, one in enumerate(found) if i in mine]
    rest = [one for i, one in enumerate(found) if i not in mine]
    assert merged([*first, *rest]) == merged([*rest, *first]) == merged(found)


def test_a_lead_without_entries_is_none():
    with pytest.raises(ValueError, match="at least one entry"):
        merged([])


@pytest.mark.parametrize(
    ("said", "clock", "at"),
    [
        (None, None, NOON),
        (NOON - 90 * MINUTE, None, NOON - 90 * MINUTE),  # kept for an hour and a half without network
        (NOON - 90 * MINUTE, NOON - MINUTE, NOON - 90 * MINUTE),  # a minute is no wrong clock
        (NOON - 30 * MINUTE, NOON + 60 * MINUTE, NOON - 90 * MINUTE),  # an hour fast
        (NOON - 150 * MINUTE, NOON - 60 * MINUTE, NOON - 90 * MINUTE),  # an hour slow
        (NOON + MINUTE, None, NOON),  # never in the future
        (dt.datetime(1970, 1, 1, 1, tzinfo=dt.UTC), None, NOON),  # a clock that never was set, and does not say so
        (dt.datetime(1970, 1, 1, 1, tzinfo=dt.UTC), dt.datetime(1970, 1, 1, 2, tzinfo=dt.UTC), NOON - 60 * MINUTE),
        (dt.datetime.max.replace(tzinfo=dt.UTC), dt.datetime.min.replace(tzinfo=dt.UTC), NOON),
    ],
)  # fmt: skip
def test_the_time_of_a_scan_is_that_of_the_device_put_right(said, clock, at):
    assert accepted_time(said, clock=clock, now=NOON, not_before=BEGIN) == at


def test_what_a_firm_may_read_is_the_visitors_word():
    seen = {
        (shares, given, withdrawn): standing(is_registered=True, shares=shares, is_shared=given, is_withdrawn=withdrawn)
        for shares in (False, True)
        for given, withdrawn in ((False, False), (True, False), (False, True))
    }
    assert [key for key, where in seen.items() if where == Standing.SHARED] == [
        (False, True, False), (True, False, False), (True, True, False),
    ]  # fmt: skip
    assert {where for key, where in seen.items() if key[2]} == {Standing.WITHDRAWN}
    assert standing(is_registered=False, shares=True, is_shared=True, is_withdrawn=False) == Standing.GONE


def test_an_answer_is_one_of_those_to_choose_from_or_taken_back():
    assert [may_answer(value, kind="grade", choices=[]) for value in ("A", "D", "")] == [True, False, True]
    assert [may_answer(value, kind="yes_no", choices=[]) for value in ("yes", "có", "")] == [True, False, True]
    assert [may_answer(value, kind="choice", choices=["Ô tô", "Xe máy"]) for value in ("Ô tô", "O to")] == [True, False]
