"""/healthz, /readyz and /metrics tell what is true."""

import pytest
from django.db import connection

from backend.api import health
from kernel.models import Message, OutboxEvent

pytestmark = pytest.mark.django_db


def test_healthz_needs_nothing(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/healthz").content == b"ok\n"


def test_readyz_names_its_parts(client):
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {
        "database": "ok",
        "migrations": "ok",
        "broker": "ok",
        "outbox": "ok",
        "outbox_lag_seconds": 0,
    }


def test_readyz_tells_a_late_outbox_and_a_dead_broker_and_serves_on(client, monkeypatch):
    event = OutboxEvent.objects.create(name="waiting")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE kernel_outboxevent SET created_at = now() - interval '5 minutes' WHERE id = %s", [event.pk]
        )
    dead = health.redis.Redis.from_url("redis://127.0.0.1:1/0", socket_connect_timeout=0.2)
    monkeypatch.setattr(health, "_client", lambda: dead)
    answer = client.get("/readyz")
    assert answer.status_code == 200
    parts = answer.json()
    assert (parts["broker"], parts["outbox"]) == ("down", "late")
    assert 295 <= parts["outbox_lag_seconds"] <= 330


def test_readyz_refuses_traffic_until_migrated(client, monkeypatch):
    monkeypatch.setattr(health, "_migrated_once", False)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'checkin'")
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["migrations"]) == (503, "waiting")


def test_metrics_count_answers_by_route_and_letters_by_state(client):
    Message.objects.create(
        subject_type="x", subject_id=1, kind="k", recipient="a@mail.example", title="t", text="t", state="failed"
    )
    client.get("/healthz")
    text = client.get("/metrics").content.decode()
    assert 'phien_messages{state="failed"} 1.0' in text
    assert 'phien_requests_total{method="GET",route="healthz",status="200"}' in text
    assert "a@mail.example" not in text


@pytest.mark.parametrize(
    ("headers", "status"),
    [({}, 403), ({"Authorization": "Bearer nope"}, 403), ({"Authorization": "Bearer s3cret"}, 200)],
)
def test_metrics_need_the_token_when_one_is_set(client, settings, headers, status):
    settings.METRICS_TOKEN = "s3cret"
    assert client.get("/metrics", headers=headers).status_code == status


def test_metrics_without_a_token_are_for_this_machine_only(client):
    assert client.get("/metrics", REMOTE_ADDR="203.0.113.9").status_code == 403
    assert client.get("/metrics", headers={"X-Forwarded-For": "203.0.113.9"}).status_code == 403
