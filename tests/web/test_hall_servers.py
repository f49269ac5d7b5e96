"""The organiser's servers at the venue by page and API, what they answer to a code, and how the laptop's own page reads."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import clear_url_caches, reverse

from accounts.roles import Role
from checkin.models import HallServer, Upstream
from checkin.replica import shape
from kernel.clock import now
from tests.factories.fair import make_fair
from tests.factories.people import bearer, make_member

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk():
    fair = make_fair()
    owner = make_member(fair.organisation, Role.OWNER)
    client = Client()
    client.force_login(owner)
    return fair, owner, client


def test_the_page_shows_the_command_once_and_a_new_code_ends_the_old(desk):
    fair, _, client = desk
    page = reverse("web:desk_devices", args=[fair.slug])
    answer = client.post(reverse("web:desk_halls", args=[fair.slug]), {"hall_name": "Laptop A"}, follow=True)
    assert answer.status_code == 200
    assert "make hall ARGS=" in answer.content.decode()
    hall = HallServer.objects.get()
    first = hall.code_digest
    again = client.post(reverse("web:desk_halls", args=[fair.slug]), {"hall_name": "Laptop A"}, follow=True)
    assert HallServer.objects.count() == 1
    assert "Laptop A" in again.content.decode()
    client.post(reverse("web:desk_hall_code", args=[fair.slug, hall.public_id]))
    hall.refresh_from_db()
    assert hall.code_digest != first
    client.post(reverse("web:desk_hall_revoke", args=[fair.slug, hall.public_id]))
    hall.refresh_from_db()
    assert hall.revoked_at is not None
    assert "make hall ARGS=" not in client.get(page).content.decode()
    elsewhere = make_fair()
    assert client.post(reverse("web:desk_hall_code", args=[elsewhere.slug, hall.public_id])).status_code == 404


def test_a_code_works_once_in_time_and_for_the_same_version(desk):
    fair, owner, _ = desk
    api, headers = Client(), bearer(owner)
    made = api.post(
        f"/api/v1/fairs/{fair.slug}/hall-servers/", {"name": "Laptop"}, "application/json", headers=headers
    ).json()

    def join(code: str, version: str = "") -> dict:
        body = {"code": code, "shape": version or shape()}
        answer = api.post("/api/v1/hall/join/", body, "application/json")
        return answer.json() | {"status": answer.status_code}

    assert join(made["code"], "another")["code"] == "another_version"
    joined = join(made["code"])
    assert (joined["status"], joined["name"], joined["fair"]["number"]) == (201, "Laptop", fair.pk)
    assert join(made["code"])["code"] == "enrolment_used"
    assert join("no such code")["status"] == 404
    (listed,) = api.get(f"/api/v1/fairs/{fair.slug}/hall-servers/", headers=headers).json()
    assert (listed["name"], listed["state"]) == ("Laptop", "here")

    mine = {"Authorization": f"Hall {joined['key']}"}
    rows = api.get(f"/api/v1/hall/rows/?shape={shape()}", headers=mine | {"Accept-Encoding": ""})
    assert rows.content.decode().splitlines()[-1] == '{"next":null}'
    assert api.get("/api/v1/hall/rows/?shape=another", headers=mine).json()["code"] == "another_version"
    health = {"unsent": 3, "pulled_at": None, "clock_offset_ms": -120_000}
    words = {
        "scans": [{"nonce": "no-scan-01"}, "x", None],
        "annulments": [{}],
        "codes": [7],
        "devices": [[]],
        "health": health,
    }
    heard = api.post("/api/v1/hall/words/", words, "application/json", headers=mine)
    assert [(one["nonce"], one["problem"]) for one in heard.json()["results"]] == [
        ("no-scan-01", "invalid"), ("", "invalid"), ("", "invalid"),
    ]  # fmt: skip
    assert HallServer.objects.get().unsent == 3
    for body in ({}, {"health": {}}, {"health": health, "scans": [{}] * 501}, []):
        assert api.post("/api/v1/hall/words/", body, "application/json", headers=mine).status_code == 400

    api.delete(f"/api/v1/hall-servers/{made['id']}/", headers=headers)
    assert api.get(f"/api/v1/hall/rows/?shape={shape()}", headers=mine).json()["code"] == "hall_server_revoked"
    again = api.post(f"/api/v1/hall-servers/{made['id']}/code/", headers=headers).json()
    assert api.get(f"/api/v1/hall/rows/?shape={shape()}", headers=mine).json()["code"] == "hall_server_unknown"
    HallServer.objects.update(code_expires_at=now() - dt.timedelta(seconds=1))
    assert join(again["code"])["code"] == "enrolment_expired"


@pytest.mark.parametrize(
    ("trouble", "sentence"),
    [
        ("", "Đang khớp"),
        ("no_answer", "không trả lời"),
        ("another_version", "phiên bản khác"),
        ("not_ours", "Một trang khác"),
        ("http_418", "từ chối"),
    ],
)
def test_the_laptops_page_says_what_is_the_matter(settings, trouble, sentence):
    settings.HALL_SERVER, settings.ROOT_URLCONF = True, "backend.hall.urls"
    clear_url_caches()
    fair = make_fair()
    at = now()
    Upstream.objects.create(
        pk=1, site="http://fair.example", key="phh_x", name="Laptop", fair_number=fair.pk, fair_name=fair.name_vi,
        pulled_at=at, pushed_at=at, clock_offset_ms=180_000, trouble=trouble, trouble_since=at if trouble else None,
    )  # fmt: skip
    text = Client().get("/hall/").content.decode()
    assert sentence in text
    assert "sai 3 phút" in text
    assert Client().get("/en/hall/").status_code == 200
    clear_url_caches()


def test_before_it_has_joined_the_page_says_how(settings):
    settings.HALL_SERVER, settings.ROOT_URLCONF = True, "backend.hall.urls"
    clear_url_caches()
    assert "chưa kết nối" in Client().get("/hall/").content.decode()
    assert Client().get("/log-in/").status_code == 404
    clear_url_caches()
