"""Logs hold ids, never a person's data, whatever the exception carries."""

import io
import json
import logging

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpResponse

from accounts.models import User
from backend.middleware import RequestIdMiddleware
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def log_lines():
    """What the house's own formatter writes, line by line."""
    words = dict(settings.LOGGING["formatters"]["json"])
    formatter = words.pop("()")(**words)
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.addHandler(handler)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.removeHandler(handler)


def test_a_broken_constraint_is_logged_without_the_row(log_lines):
    taken = make_user("tran.thi.hoa@mail.example").email
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        User.objects.create(email=taken)
    logging.getLogger("house").error("broken", exc_info=refusal.value)
    [line] = [line for line in log_lines() if line["event"] == "broken"]
    assert "duplicate key value" in line["exception"]
    assert "tran.thi.hoa" not in json.dumps(line)


def test_every_line_of_a_request_carries_its_id(log_lines, rf):
    def view(_request):
        logging.getLogger("house").warning("looked")
        return HttpResponse()

    answer = RequestIdMiddleware(view)(rf.get("/", headers={"X-Request-ID": "abcdef0123456789"}))
    assert answer["X-Request-ID"] == "abcdef0123456789"
    assert [line["request_id"] for line in log_lines() if line["event"] == "looked"] == ["abcdef0123456789"]


def test_a_malformed_request_id_is_replaced(client):
    assert client.get("/healthz", headers={"X-Request-ID": "x\x00<script>"})["X-Request-ID"].isalnum()
