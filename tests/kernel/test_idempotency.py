"""A key gives one answer: claimed, answered inside the work's transaction, replayed, taken over when its process died."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from accounts.models import Organisation
from kernel.clock import now
from kernel.errors import Conflict
from kernel.idempotency import (
    Answer,
    Claim,
    KeyReused,
    KeyRunning,
    answer_afterwards,
    claim,
    forget_old_keys,
    holding,
    release,
)
from kernel.models import IdempotencyKey
from kernel.unit_of_work import unit_of_work


def render(organisation: Organisation) -> Answer:
    return Answer(201, organisation.name.encode())


@unit_of_work
def found(name: str) -> Organisation:
    return Organisation.objects.create(kind="company", name=name)


@unit_of_work
def refuse() -> None:
    Organisation.objects.create(kind="company", name="never")
    raise Conflict


def take(key: str = "key-0001", fingerprint: str = "f") -> Claim | Answer:
    return claim("user:1", key, fingerprint, render)


def age(seconds: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE kernel_idempotencykey SET started_at = started_at - make_interval(secs => %s)", [seconds]
        )


@pytest.mark.django_db
def test_the_answer_is_kept_with_the_work_and_replayed():
    held = take()
    assert isinstance(held, Claim)
    with holding(held):
        found("Đông Anh")
    assert held.answer == Answer(201, "Đông Anh".encode())
    assert take() == held.answer
    assert Organisation.objects.count() == 1


@pytest.mark.django_db
def test_another_body_under_the_same_key_is_refused():
    take()
    with pytest.raises(KeyReused):
        take(fingerprint="g")
    assert IdempotencyKey.objects.count() == 1


@pytest.mark.django_db
def test_a_running_key_is_refused_and_another_credential_has_its_own():
    take()
    with pytest.raises(KeyRunning):
        take()
    assert isinstance(claim("user:2", "key-0001", "f", render), Claim)


@pytest.mark.django_db
def test_a_released_key_may_try_again_at_once():
    held = take()
    assert isinstance(held, Claim)
    with pytest.raises(Conflict), holding(held):
        refuse()
    release(held)
    assert isinstance(take(), Claim)
    assert Organisation.objects.count() == 0


@pytest.mark.django_db
def test_the_key_of_a_killed_process_is_free_after_a_minute_and_the_late_one_cannot_book():
    killed = take()
    assert isinstance(killed, Claim)
    age(59)
    with pytest.raises(KeyRunning):
        take()
    age(2)
    heir = take()
    assert isinstance(heir, Claim)
    with pytest.raises(KeyRunning), holding(killed):
        found("came back from the dead")
    assert Organisation.objects.count() == 0
    with holding(heir):
        found("the heir")
    assert take() == Answer(201, b"the heir")


@pytest.mark.django_db
def test_a_kept_refusal_is_replayed_and_old_keys_are_forgotten():
    held = take()
    assert isinstance(held, Claim)
    answer_afterwards(held, Answer(422, b"no"))
    assert take() == Answer(422, b"no")
    assert forget_old_keys(now=now()) == 0
    assert forget_old_keys(now=now() + dt.timedelta(hours=25)) == 1


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_under_one_key_book_once():
    barrier = Barrier(20)

    def knock(_: int) -> str:
        try:
            barrier.wait(timeout=20)
            held = take()
            if isinstance(held, Answer):
                return "replayed"
            with holding(held):
                found("once")
        except KeyRunning:
            return "running"
        finally:
            connection.close()
        return "booked"

    with ThreadPoolExecutor(20) as pool:
        outcomes = list(pool.map(knock, range(20)))
    assert outcomes.count("booked") == 1
    assert set(outcomes) <= {"booked", "running", "replayed"}
    assert Organisation.objects.count() == 1


@pytest.mark.django_db
def test_a_key_that_goes_while_it_is_looked_at_is_asked_for_again(monkeypatch):
    """Held when we asked for it, dropped before we could read who holds it: the client tries again."""
    monkeypatch.setattr("kernel.idempotency.rows", lambda *_: [])
    with pytest.raises(KeyRunning):
        claim("user:1", "key-gone", "f", render)
