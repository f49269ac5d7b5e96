"""The API of delegations, and what is made of a factory's list."""

import pytest
import zxingcpp
from django.test import Client
from PIL import Image

from accounts.roles import Role
from accounts.services.tokens import make_token
from booking.delegation_links import desk_key
from booking.models import Delegation, DelegationPlace
from booking.rules.guest_lists import read_list
from kernel.sheets.csv_files import csv_rows
from papers.faces import Poster
from papers.render import poster_png
from tests.factories.delegations import make_delegation, make_place
from tests.factories.fair import make_exhibitor, make_fair
from tests.factories.people import make_company, make_member

SAID = {
    "name": "Đoàn Thaco", "places": 2, "contact_name": "Lê Thu Hà", "contact_email": "ha@mail.example", "consent": True,
}  # fmt: skip


def ask(method, path, body=None, *, user=None, status=200):
    client = Client()
    if user is not None:
        client.force_login(user)
    more = {} if body is None else {"data": body, "content_type": "application/json"}
    answer = getattr(client, method)(f"/api/v1/{path}", **more)
    assert answer.status_code == status, answer.content
    return answer.json() if answer.content and "json" in answer["Content-Type"] else answer


@pytest.mark.django_db(transaction=True)
def test_a_factory_comes_by_the_api_alone():
    fair = make_fair()
    manager = make_member(fair.organisation, Role.MANAGER)
    made = ask("post", f"fairs/{fair.slug}/delegations/", SAID, status=201)
    assert (made["state"], made["host"], made["waiting"]) == ("asked", None, 0)
    home = f"delegations/{made['id']}/"
    ask("get", home, status=404)
    opened = ask("post", f"{home}accept/", {"has_group_badge": True}, user=manager)
    assert (opened["state"], opened["has_group_badge"]) == ("open", True)
    key = opened["join_url"].rstrip("/").rpartition("/")[2]
    joined = ask("post", "delegations/join/", {
        "key": key, "full_name": "Trần Văn An", "phone": "0912 345 678", "consent": True,
    }, status=201)  # fmt: skip
    assert (joined["state"], joined["phone"], joined["delegation"]) == ("waiting", "+84912345678", "Đoàn Thaco")
    again = {"key": key, "full_name": "TRAN VAN AN", "phone": "+84912345678", "consent": True}
    assert ask("post", "delegations/join/", again, status=409)["code"] == "already_on_the_list"
    assert ask("post", "delegations/join/", again | {"key": key[:-1]}, status=404)["code"] == "not_found"
    assert "phone" in ask("post", "delegations/join/", again | {"phone": "12"}, status=400)["errors"][0]["pointer"]

    mine = f"?key={desk_key(Delegation.objects.get())}"
    assert [one["full_name"] for one in ask("get", f"{home}people/{mine}")["waiting"]] == ["Trần Văn An"]
    assert ask("get", f"delegations/{make_delegation(fair).public_id}/{mine}", status=404)["code"] == "not_found"
    done = ask("post", f"{home}people/confirm/{mine}", {})
    assert ([one["id"] for one in done["confirmed"]], done["left"]) == ([joined["id"]], 0)
    people = {"people": [{"full_name": "Lê Bình"}, {"full_name": "Vũ Chi"}], "consent": True}
    added = ask("post", f"{home}people/{mine}", people)
    assert ([one["full_name"] for one in added["added"]], added["known"], added["full"]) == (["Lê Bình"], 0, 1)
    ask("delete", f"{home}people/{joined['id']}/{mine}", status=204)
    assert ask("get", f"delegations/places/{joined['key']}/")["state"] == "removed"
    assert ask("put", f"{home}limits/", {"places": 1}, user=manager, status=400)["code"] == "invalid"
    told = ask("put", f"{home}limits/", {"places": 30}, user=manager)
    assert (told["places"], told["waiting"], told["confirmed"]) == (30, 0, 1)
    assert [one["name"] for one in ask("get", f"fairs/{fair.slug}/delegations/", user=manager)["results"]] == [
        "Đoàn Thaco"
    ] * 2
    _, secret = make_token(manager, name="read only", scopes=["read"])
    reader = Client(headers={"Authorization": f"Bearer {secret}"})
    assert reader.get(f"/api/v1/{home}people/").status_code == 200
    for path in ("people/confirm/", "people/decline/", "people/"):
        assert reader.post(f"/api/v1/{home}{path}", {}, "application/json").status_code == 403
    ask("post", f"{home}close/", user=manager)
    assert ask("post", "delegations/join/", again, status=409)["code"] == "delegation_closed"


@pytest.mark.django_db(transaction=True)
def test_an_exhibitor_s_own_guests_need_nobody_s_yes():
    fair, company = make_fair(), make_company()
    make_exhibitor(fair, company)
    host = make_member(company.organisation, Role.STAFF)
    made = ask("post", f"fairs/{fair.slug}/delegations/", SAID, user=host, status=201)
    assert (made["state"], made["host"]) == ("open", company.public_id)
    assert ask("post", f"fairs/{fair.slug}/delegations/", SAID | {"has_group_badge": True}, user=host, status=403)
    make_place(Delegation.objects.get())
    ask("post", f"delegations/{made['id']}/people/confirm/", {}, user=host)
    assert DelegationPlace.objects.get().state == "confirmed"


def read(text):
    found = read_list(csv_rows(text.encode()))
    return [(one.full_name, one.phone, one.email) for one in found.lines], [
        (one.number, one.why) for one in found.wrong
    ]


def test_a_list_is_read_however_its_cells_stand():
    lines, wrong = read(
        "STT,Họ và tên,Điện thoại,Bộ phận\n1,Nguyễn Văn An,0912.345.678,Dập\n"
        '2,"Trần Thị Bình",binh@mail.example,Hàn\n3,,0912 345 679,Sơn\n4,Lê Chi,091,\n'
    )
    assert lines == [("Nguyễn Văn An", "+84912345678", ""), ("Trần Thị Bình", "", "binh@mail.example")]
    assert [number for number, _ in wrong] == [4, 5]
    assert read("Nguyễn Văn An 0912 345 678\nTrần Thị Bình\n")[0] == [
        ("Nguyễn Văn An", "+84912345678", ""),
        ("Trần Thị Bình", "", ""),
    ]
    assert read("Nguyễn Văn An; 0912345678\r\n佐藤 健二;;sato@mail.example")[0][1] == (
        "佐藤 健二",
        "",
        "sato@mail.example",
    )
    lines, wrong = read("Lê\u200bChi; 0912345678\nVũ An; 0912345679\n")
    assert (lines, [number for number, _ in wrong]) == ([("Vũ An", "+84912345679", "")], [1])
    assert [number for number, _ in read("https://xau.example; 0912345678\nB; @\n")[1]] == [1, 2]


def test_the_posters_code_is_read_by_a_decoder_of_another_make(tmp_path):
    address = "https://phien.example/cnht-2026/delegations/join/2345abcdefghjkmn-1.kW9h0Xl2dS7fTqCxQdV8n2cJw1mA3e5YH7pKzLr0uBs/"
    words = dict.fromkeys(("title", "lead", "company", "fair", "when", "venue", "until", "help", "alt"), "Đoàn Thaco")
    poster = Poster(language="vi", name="Đoàn " * 30, steps=("Một", "Hai", "Ba"), address=address, **words)
    pages = poster_png(poster, ppi=72)
    (tmp_path / "poster.png").write_bytes(pages[0])
    assert (len(pages), [one.text for one in zxingcpp.read_barcodes(Image.open(tmp_path / "poster.png"))]) == (
        1,
        [address],
    )
