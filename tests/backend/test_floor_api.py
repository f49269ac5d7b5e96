"""The floor by the API: fairs, halls, the plan and its states with ETags, booths with state and price, quotes, exhibitors."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from billing.models import PriceRule
from booking.models import Booking
from booking.services.booths import hold_booth
from tests.factories.fair import make_booths, make_exhibitor, make_fair, make_hall, make_support
from tests.factories.people import bearer, make_company, make_member, make_user

pytestmark = pytest.mark.django_db
API = "/api/v1"


@pytest.fixture
def fair():
    return make_fair(name_en="A fair", name_ja="展示会")


@pytest.fixture
def hall(fair):
    return make_hall(fair)


def sell(booth, company=None, *, state="confirmed", name="TÊN"):
    return Booking.objects.create(
        fair=booth.fair, booth=booth, company=company or make_company(), state=state, fascia_name=name
    )


def test_fairs_are_listed_in_pages(client, fair):
    make_fair(state="draft")
    answer = client.get(f"{API}/fairs/").json()
    assert (answer["count"], answer["next"], answer["previous"]) == (1, None, None)
    assert answer["results"][0]["id"] == fair.slug
    assert answer["results"][0]["name"] == {"vi": fair.name_vi, "en": "A fair", "ja": "展示会"}


def test_fair_tells_its_days_halls_rules_and_numbers(client, fair, hall):
    booths = make_booths(hall, 3)
    sell(booths[0])
    body = client.get(f"{API}/fairs/{fair.slug}/").json()
    assert body["organiser"] == fair.organisation.name
    assert [day["date"] for day in body["days"]] == [str(fair.starts_on), str(fair.ends_on)]
    assert body["days"][0]["opens_at"].endswith("Z")
    assert body["halls"] == [{"id": hall.public_id, "code": "A1", "name": {"vi": "Nhà A1", "en": "", "ja": ""}}]
    assert (body["hold_minutes"], body["holds_per_company"], body["vat_percent"]) == (15, 2, "8.00")
    assert body["booths"] == {"available": 2, "held": 0, "reserved": 0, "contracted": 1}


def test_halls_are_listed_with_their_size(client, fair, hall):
    answer = client.get(f"{API}/fairs/{fair.slug}/halls/").json()
    assert [(row["id"], row["width_cm"], row["depth_cm"]) for row in answer] == [(hall.public_id, 6000, 4000)]


def test_plan_is_asked_for_again_cheaply(client, fair, hall):
    hall.geometry = {"features": [{"kind": "gate", "x_cm": 1, "y_cm": 2, "width_cm": 3, "depth_cm": 0}]}
    hall.save(update_fields=["geometry"])
    booths = make_booths(hall, 2)
    url = f"{API}/fairs/{fair.slug}/halls/{hall.public_id}/plan/"
    first = client.get(url)
    assert first.status_code == 200
    assert first["Cache-Control"] == "private, no-cache"
    assert {name.strip() for name in first["Vary"].split(",")} >= {"Authorization", "Cookie"}
    body = first.json()
    assert body["geometry"] == hall.geometry
    assert body["booths"][0] == {
        "id": booths[0].public_id,
        "code": "B01",
        "x_cm": 0,
        "y_cm": 0,
        "width_cm": 300,
        "depth_cm": 300,
        "open_sides": 1,
        "kind": "shell",
        "pavilion": None,
        "zone": {"vi": "", "en": "", "ja": ""},
        "state": "available",
        "mine": False,
        "exhibitor": "",
    }
    tag = first["ETag"]
    for header in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = client.get(url, headers={"If-None-Match": header})
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
    sell(booths[0])
    changed = client.get(url, headers={"If-None-Match": tag})
    assert (changed.status_code, changed.json()["booths"][0]["state"]) == (200, "contracted")
    assert changed["ETag"] != tag


def test_plan_states_show_a_hold_to_others_and_mine_to_me(client, fair, hall):
    booths = make_booths(hall, 2)
    company = make_company()
    own = make_member(company.organisation, Role.STAFF)
    url = f"{API}/fairs/{fair.slug}/plan-state/"
    free = client.get(url)
    assert free.json() == {"booths": {"B01": "available", "B02": "available"}}
    hold_booth(booths[1], company=company, actor_id=own.pk)
    assert client.get(url, headers={"If-None-Match": free["ETag"]}).json()["booths"]["B02"] == "held"
    assert client.get(url, headers=bearer(own)).json()["booths"]["B02"] == "mine"


@pytest.mark.parametrize(
    "route", ["fairs/{fair}/booths/", "fairs/{fair}/halls/{hall}/plan/", "fairs/{fair}/plan-state/"]
)
def test_floor_costs_the_same_queries_for_one_booth_and_for_320(client, route):
    counts = set()
    for number in (1, 3, 320):
        fair = make_fair()
        hall = make_hall(fair)
        sell(make_booths(hall, number)[0])
        own = bearer(make_member(make_company().organisation, Role.STAFF))
        url = f"{API}/{route.format(fair=fair.slug, hall=hall.public_id)}"
        with CaptureQueriesContext(
            connection,
        ) as anonymous:
            client.get(url)
        with CaptureQueriesContext(connection) as known:
            client.get(url, headers=own)
        counts.add((len(anonymous), len(known)))
    assert (
        counts
        == {
            "fairs/{fair}/booths/": {(3, 6)},
            "fairs/{fair}/halls/{hall}/plan/": {(3, 6)},
            "fairs/{fair}/plan-state/": {(2, 5)},
        }[route]
    )


def test_booths_are_listed_with_state_and_price(client, fair, hall):
    booths = make_booths(hall, 3, open_sides=2)
    sell(booths[1])
    PriceRule.objects.filter(kind="raw").delete()
    make_booths(hall, 1, row="R", kind="raw")
    answer = client.get(f"{API}/fairs/{fair.slug}/booths/").json()
    assert answer["count"] == 4
    first, second, _, raw = answer["results"]
    assert first["price"] == {"currency": "VND", "net": 35_640_000, "total": 38_491_200}
    assert (first["area_cm2"], first["hall"], first["state"]) == (
        90_000,
        {"id": hall.public_id, "code": "A1"},
        "available",
    )
    assert (second["state"], second["exhibitor"], second["mine"]) == ("contracted", "TÊN", False)
    assert raw["price"] is None


def test_booths_are_filtered_and_paged(client, fair, hall):
    booths = make_booths(hall, 4)
    make_booths(hall, 2, row="R", kind="raw")
    sell(booths[0])
    url = f"{API}/fairs/{fair.slug}/booths/"

    def codes(query):
        return [row["code"] for row in client.get(url + query).json()["results"]]

    assert codes("?state=available,contracted&kind=shell") == ["B01", "B02", "B03", "B04"]
    assert codes("?state=contracted") == ["B01"]
    assert codes("?max_price=26100000") == ["R01", "R02"]
    assert codes("?max_price=26099999") == []
    assert codes("?min_area=9.01") == []
    assert codes("?min_area=9&hall=A1&code=B0") == ["B01", "B02", "B03", "B04"]
    assert codes("?page_size=2&page=3") == ["R01", "R02"]
    page = client.get(url + "?page_size=4").json()
    assert (page["count"], len(page["results"])) == (6, 4)
    assert "page=2" in page["next"]
    assert client.get(url + "?page=9").status_code == 404


@pytest.mark.parametrize(
    ("query", "pointer", "code"),
    [
        ("?colour=red", "/colour", "unknown_field"),
        ("?state=lovely", "/state", "invalid_choice"),
        ("?kind=tent", "/kind", "invalid_choice"),
        ("?max_price=-1", "/max_price", "min_value"),
        ("?max_price=cheap", "/max_price", "invalid"),
        ("?min_area=1e400", "/min_area", "max_digits"),
        ("?min_area=NaN", "/min_area", "invalid"),
        ("?page=0", "/page", "min_value"),
        ("?page_size=9999", "/page_size", "max_value"),
        ("?hall=A1&hall=A2", "/hall", "repeated"),
        ("?code=" + "B" * 13, "/code", "max_length"),
    ],
)
def test_wrong_filters_are_named(client, fair, query, pointer, code):
    answer = client.get(f"{API}/fairs/{fair.slug}/booths/{query}")
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert [(error["pointer"], error["code"]) for error in answer.json()["errors"]] == [(pointer, code)]


def test_one_booth_reads_as_in_the_list(client, fair, hall):
    booth = make_booths(hall, 2)[1]
    listed = client.get(f"{API}/fairs/{fair.slug}/booths/").json()["results"][1]
    assert client.get(f"{API}/booths/{booth.public_id}/").json() == listed


def test_quote_says_why_and_knows_who_asks(client, fair, hall):
    make_support(fair)
    booth = make_booths(hall, 1)[0]
    company = make_company()
    own = make_member(company.organisation, Role.STAFF)
    url = f"{API}/booths/{booth.public_id}/quote/"
    anonymous = client.get(url, headers={"Accept-Language": "en"}).json()
    assert (anonymous["booth"], anonymous["company"], anonymous["total"]) == ("B01", None, 34_992_000)
    assert [(line["reason"], line["title"]) for line in anonymous["lines"]] == [("rent", "Booth rent")]
    quote = client.get(url, headers=bearer(own) | {"Accept-Language": "vi"}).json()
    assert (quote["company"], quote["net"], quote["vat"], quote["total"], quote["vat_percent"]) == (
        company.public_id,
        16_200_000,
        1_296_000,
        17_496_000,
        "8",
    )
    assert [line["sentence"].replace("\u00a0", " ") for line in quote["lines"]] == [
        "9 m², 3.600.000 ₫ mỗi m²; một mặt thoáng nên không phụ thu vị trí.",
        "50% tiền gian, tối đa 20.000.000 ₫.",
    ]
    assert client.get(f"{url}?company={company.public_id}", headers=bearer(own)).json()["total"] == 17_496_000
    other = make_company()
    assert client.get(f"{url}?company={other.public_id}", headers=bearer(own)).status_code == 404
    assert client.get(f"{url}?company={company.public_id}").status_code == 404
    PriceRule.objects.all().delete()
    assert client.get(url).json()["code"] == "no_price"


def test_exhibitors_are_listed_with_their_booths(client, fair, hall):
    company = make_company("Ép phun Tín Phát", search_text="ep phun tin phat")
    host = make_exhibitor(fair, company)
    guest = make_exhibitor(fair, make_company("Khách"), kind="co", host=host)
    applicant = make_company("Chờ duyệt")
    make_exhibitor(fair, applicant)
    booths = make_booths(hall, 3)
    sell(booths[0], company)
    sell(booths[1], company)
    sell(booths[2], applicant, state="submitted")
    answer = client.get(f"{API}/fairs/{fair.slug}/exhibitors/").json()
    assert [(row["fascia_name"], row["kind"], row["host"]) for row in answer["results"]] == [
        ("Ép phun Tín Phát", "main", None),
        ("Khách", "co", host.public_id),
    ]
    assert [booth["code"] for booth in answer["results"][0]["booths"]] == ["B01", "B02"]
    assert client.get(f"{API}/fairs/{fair.slug}/exhibitors/?q=tin%20phat").json()["count"] == 1
    assert client.get(f"{API}/fairs/{fair.slug}/exhibitors/?hall=A9").json()["count"] == 0
    one = client.get(f"{API}/exhibitors/{guest.public_id}/").json()
    assert (one["host"], one["booths"], one["fair"]) == (host.public_id, [], fair.slug)


@pytest.mark.parametrize("number", [1, 3])
def test_exhibitors_cost_the_same_queries(client, fair, hall, number, django_assert_num_queries):
    for booth in make_booths(hall, number):
        company = make_company()
        make_exhibitor(fair, company)
        sell(booth, company)
    with django_assert_num_queries(4):
        assert client.get(f"{API}/fairs/{fair.slug}/exhibitors/").json()["count"] == number


def test_floor_of_a_draft_fair_does_not_exist_for_others(client):
    fair = make_fair(state="draft")
    hall = make_hall(fair)
    booth = make_booths(hall, 1)[0]
    routes = (
        f"fairs/{fair.slug}/",
        f"fairs/{fair.slug}/halls/",
        f"fairs/{fair.slug}/halls/{hall.public_id}/plan/",
        f"fairs/{fair.slug}/plan-state/",
        f"fairs/{fair.slug}/booths/",
        f"fairs/{fair.slug}/exhibitors/",
        f"booths/{booth.public_id}/",
        f"booths/{booth.public_id}/quote/",
    )
    clerk = bearer(make_member(fair.organisation, Role.SALES))
    stranger = bearer(make_user())
    for route in routes:
        assert client.get(f"{API}/{route}").status_code == 404
        assert client.get(f"{API}/{route}", headers=stranger).status_code == 404
        assert client.get(f"{API}/{route}", headers=clerk).status_code == 200


@pytest.mark.parametrize("name", ["%00", "a%00b", "%1b", "%E2%80%8B", "%C3%28", "x" * 2000])
@pytest.mark.parametrize("route", ["fairs/{}/", "fairs/{}/booths/", "booths/{}/", "exhibitors/{}/"])
def test_names_nobody_types_do_not_exist(client, route, name):
    assert client.get(f"{API}/{route.format(name)}").status_code == 404


def test_an_address_with_a_nul_in_its_query_names_nothing(client, fair):
    assert client.get(f"{API}/fairs/{fair.slug}/booths/?hall=%00").status_code == 404


@pytest.mark.parametrize("route", ["", "nothing/", "booths//", "fairs/a/b/c/"])
def test_unknown_addresses_of_the_api_answer_as_problems(client, route):
    answer = client.get(f"{API}/{route}", headers={"Accept-Language": "ja"}, follow=True)
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    assert answer.json()["code"] == "not_found"
    assert answer.json()["title"] == "該当するものはありません。"


def test_fault_of_ours_answers_as_a_problem_and_tells_nothing(client, monkeypatch):
    def break_down(*_args):
        raise RuntimeError("secret detail")

    monkeypatch.setattr("backend.api.fairs.fair_for", break_down)
    client.raise_request_exception = False
    answer = client.get(f"{API}/fairs/x/")
    assert (answer.status_code, answer["Content-Type"]) == (500, "application/problem+json")
    assert (answer.json()["code"], answer.json()["instance"]) == ("server_error", f"{API}/fairs/x/")
    assert b"secret" not in answer.content
    assert answer["X-Request-ID"]
