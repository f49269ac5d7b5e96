"""Who accepted a moment ago is not looked up again, and yet whatever is taken away is gone with the very next accept."""

import datetime as dt

import pytest

from accounts.models import ApiToken, Membership, User
from accounts.services import tokens
from backend.api import meeting_requests
from booking.models import Meeting, Registration
from fairs.models import Fair, FairState
from kernel.clock import now
from kernel.statements import Proof
from tests.factories.fair import make_fair, make_slots, make_tables
from tests.factories.meetings import make_maker, make_need, make_sourcer
from tests.factories.people import bearer
from tests.factories.wishes import make_wish

pytestmark = pytest.mark.django_db


class Firm:
    """A maker who is asked again and again; `accept` answers status and code."""

    def __init__(self, client):
        self.client = client
        self.fair = make_fair()
        self.slots = make_slots(self.fair)
        make_tables(self.fair)
        self.buyer, self.maker = make_sourcer(self.fair), make_maker(self.fair)
        self.headers = bearer(self.maker.user, "meet")

    def accept(self, body=None, headers=None, **wish):
        asked = make_wish(
            self.fair, self.buyer, self.maker, wish.pop("slots", self.slots), need=make_need(self.buyer.company), **wish
        )
        url = f"/api/v1/fairs/{self.fair.slug}/meeting-requests/{asked.public_id}/accept/"
        answer = self.client.post(
            url, body or {}, content_type="application/json", headers=self.headers | (headers or {})
        )
        return answer.status_code, answer.json().get("code") or answer.json()["state"]


@pytest.fixture
def firm(client):
    """Its maker is known."""
    made = Firm(client)
    assert made.accept() == (201, "confirmed")
    return made


def revoke_token(firm):
    ApiToken.objects.filter(user=firm.maker.user).update(revoked_at=now())


def expire_token(firm):
    ApiToken.objects.filter(user=firm.maker.user).update(expires_at=now() - dt.timedelta(seconds=1))


def narrow_token(firm):
    ApiToken.objects.filter(user=firm.maker.user).update(scopes=["read"])


def close_account(firm):
    User.objects.filter(pk=firm.maker.user.pk).update(is_active=False)


def leave(firm):
    Membership.objects.filter(user=firm.maker.user).delete()


def withdraw(firm):
    Registration.objects.filter(pk=firm.maker.registration.pk).update(state="withdrawn")


def hide_the_fair(firm):
    Fair.objects.filter(pk=firm.fair.pk).update(state=FairState.DRAFT)


TAKEN = [
    (revoke_token, (401, "authentication_failed")),
    (expire_token, (401, "authentication_failed")),
    (narrow_token, (403, "permission_denied")),
    (close_account, (401, "authentication_failed")),
    (leave, (404, "not_found")),
    (withdraw, (403, "not_a_participant")),
    (hide_the_fair, (404, "not_found")),
]


@pytest.mark.parametrize(("take", "told"), TAKEN)
def test_what_is_taken_from_a_known_caller_is_gone_with_the_next_accept(firm, take, told):
    take(firm)
    if told[0] == 401:
        assert firm.accept({"slot": 7}) == told  # a form that is wrong is not looked at before
    assert firm.accept() == told
    assert firm.accept(headers={"Idempotency-Key": "a-key-of-mine"}) == told
    assert Meeting.objects.count() == 1


@pytest.mark.parametrize("take", [revoke_token, expire_token, narrow_token, close_account])
def test_without_the_proof_a_revoked_caller_would_go_on(firm, monkeypatch, take):
    monkeypatch.setattr(meeting_requests, "proved_token", lambda digest, scope: Proof("true", {}))
    take(firm)
    assert firm.accept() == (201, "confirmed")
    assert tokens.proved_token("d", "meet").condition != "true"


def test_a_known_caller_is_refused_as_anybody_is(firm, client):
    stranger = Firm(client)
    for one in (firm, stranger):
        assert one.accept({"slot": "nothing"}) == (422, "unknown_reference")
        assert one.accept({"revision": 5}) == (409, "request_changed")
        assert one.accept(awaiting_company=one.buyer.company) == (409, "not_your_turn")
        assert one.accept(state="declined") == (409, "illegal_move")
        assert one.accept({"unknown": 1}) == (400, "invalid")
        busy = one.slots[:2]
        assert [one.accept(slots=busy) for _ in range(3)][-1] == (409, "no_common_slot")
