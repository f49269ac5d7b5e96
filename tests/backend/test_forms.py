"""A form made once says of every body what one made for it would say, in the caller's language."""

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st
from rest_framework.exceptions import ValidationError

from backend.api.bookings import BookingSubmitIn
from backend.api.door import BatchIn, ScanIn
from backend.api.door_app import LookIn
from backend.api.meeting_requests import AcceptIn, RequestIn
from backend.plain_forms import plain_reader
from backend.serializers import LineField, StrictSerializer, read

FORMS = (ScanIn, LookIn, BatchIn, AcceptIn, RequestIn, BookingSubmitIn)
NAMES = sorted({name for form in FORMS for name in form().fields} | {"unknown"})
SCALARS = (
    st.none() | st.booleans() | st.integers(-3, 2**40) | st.floats(allow_nan=False) | st.text(max_size=80)
    | st.sampled_from(["entry", "exit", "vi", "", "nonce-0001", "2026-09-24T09:20:00+07:00", "2026-09-24T09:20:00", "x" * 2001])
)  # fmt: skip
VALUES = SCALARS | st.lists(SCALARS, max_size=3) | st.dictionaries(st.sampled_from(NAMES), SCALARS, max_size=6)
BODIES = st.dictionaries(st.sampled_from(NAMES), VALUES | st.lists(VALUES, max_size=2), max_size=9) | VALUES


def outcome(check):
    try:
        return "fine", check()
    except ValidationError as refusal:
        return "refused", plain(refusal.detail), plain(refusal.get_full_details())


def plain(detail):
    if isinstance(detail, dict):
        return {name: plain(inner) for name, inner in detail.items()}
    return (
        [plain(inner) for inner in detail] if isinstance(detail, list) else (str(detail), getattr(detail, "code", None))
    )


def by_a_form_of_its_own(form, body):
    made = form(data=body)
    made.is_valid(raise_exception=True)
    return dict(made.validated_data)


@pytest.mark.parametrize("form", FORMS)
def test_a_kept_form_says_what_a_new_one_says(form):
    @settings(max_examples=60)
    @given(body=BODIES, language=st.sampled_from(["vi", "en", "ja"]))
    def says_the_same(body, language):
        with translation.override(language):
            assert outcome(lambda: read(form, body)) == outcome(lambda: by_a_form_of_its_own(form, body))

    says_the_same()


def test_the_forms_are_met_with_bodies_of_both_kinds():
    good = {"text": "x", "nonce": "nonce-0001", "gate": "g", "checkin_list": "l"}
    assert outcome(lambda: read(ScanIn, good)) == outcome(lambda: by_a_form_of_its_own(ScanIn, good))
    assert read(ScanIn, good)["direction"] == "entry"
    for language in ("vi", "en", "vi"):
        with translation.override(language):
            kept, new = (
                outcome(lambda f=f: f(ScanIn, good | {"gate": "g" * 33})) for f in (read, by_a_form_of_its_own)
            )
            assert kept == new


GOOD = {"text": " x ", "nonce": "nonce-0001", "gate": " g ", "checkin_list": "l", "offline": True, "direction": "exit"}


def test_a_plain_body_is_read_without_the_library():
    reader = plain_reader(ScanIn())
    assert reader(GOOD) == by_a_form_of_its_own(ScanIn, GOOD) == GOOD | {"gate": "g"}
    assert reader({"text": "x", "nonce": "nonce-0001", "gate": "g", "checkin_list": "l"})["offline"] is False
    assert plain_reader(LookIn())({"seq": 1, "nonce": "nonce-0001", "text": "x", "checkin_list": "l"})["seq"] == 1


@pytest.mark.parametrize(
    "more",
    [
        {"text": ""}, {"text": None}, {"text": 7}, {"text": "x" * 2001}, {"text": "a\0b"}, {"text": "\ud800"}, {"gate": "  "},
        {"nonce": "short"}, {"direction": "sideways"}, {"direction": 1}, {"offline": "true"}, {"offline": 1}, {"other": 1},
        {"scanned_at": "2026-09-24T09:20:00+07:00"},
    ],
)  # fmt: skip
def test_what_is_not_plainly_right_is_left_to_the_library(more):
    assert plain_reader(ScanIn())(GOOD | more) is None
    assert outcome(lambda: read(ScanIn, GOOD | more)) == outcome(lambda: by_a_form_of_its_own(ScanIn, GOOD | more))


def test_a_form_with_rules_of_its_own_has_no_plain_reader():
    class Own(StrictSerializer):
        name = LineField()

        def validate_name(self, value):
            return value.upper()

    class Whole(StrictSerializer):
        name = LineField()

        def validate(self, attrs):
            return attrs | {"more": 1}

    class Renamed(StrictSerializer):
        name = LineField(source="title")

    for form in (Own, Whole, Renamed):
        assert plain_reader(form()) is None
        assert read(form, {"name": "x"}) == by_a_form_of_its_own(form, {"name": "x"})
    assert (
        plain_reader(BookingSubmitIn())({"fascia_name": " x "}) is None
    )  # its field cleans the text in a way of its own
