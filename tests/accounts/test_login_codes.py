"""One-time codes: once, in time, five attempts; unknown addresses learn nothing."""

import datetime as dt

import pytest

from accounts.errors import CodeRefused, TooManyCodes
from accounts.models import LoginCode
from accounts.services.login_codes import digits_of, redeem_login_code, request_login_code
from kernel.clock import now
from kernel.models import OutboxEvent
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


def ask(user):
    request_login_code(user.email.upper(), now=now())
    return LoginCode.objects.latest("pk")


def test_a_code_logs_in_once():
    user = make_user()
    code = ask(user)
    assert OutboxEvent.objects.get().payload == {"login_code_id": code.pk}
    assert redeem_login_code(user.email, digits_of(code), now=now()) == user
    with pytest.raises(CodeRefused):
        redeem_login_code(user.email, digits_of(code), now=now())


def test_five_wrong_attempts_kill_the_code():
    user = make_user()
    code = ask(user)
    wrong = "000000" if digits_of(code) != "000000" else "111111"
    for _ in range(5):
        with pytest.raises(CodeRefused):
            redeem_login_code(user.email, wrong, now=now())
    with pytest.raises(CodeRefused):
        redeem_login_code(user.email, digits_of(code), now=now())
    assert LoginCode.objects.get().attempts == 5


def test_a_code_dies_after_ten_minutes_and_by_a_newer_one():
    user = make_user()
    old = ask(user)
    with pytest.raises(CodeRefused):
        redeem_login_code(user.email, digits_of(old), now=now() + dt.timedelta(minutes=11))
    new = ask(user)
    if digits_of(old) != digits_of(new):
        with pytest.raises(CodeRefused):
            redeem_login_code(user.email, digits_of(old), now=now())
    assert redeem_login_code(user.email, digits_of(new), now=now()) == user


def test_unknown_and_inactive_addresses_leave_no_trace():
    inactive = make_user(is_active=False)
    request_login_code("nobody@mail.example", now=now())
    request_login_code(inactive.email, now=now())
    assert (LoginCode.objects.count(), OutboxEvent.objects.count()) == (0, 0)
    with pytest.raises(CodeRefused):
        redeem_login_code("nobody@mail.example", "123456", now=now())


def test_too_many_codes_are_refused():
    user = make_user()
    for _ in range(4):
        ask(user)
    with pytest.raises(TooManyCodes):
        ask(user)
    assert LoginCode.objects.count() == 4
