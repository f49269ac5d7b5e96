"""Logging in by page: password, code, the way back, and what is not told."""

import re

import pytest

from accounts.models import LoginCode
from accounts.services.login_codes import digits_of
from tests.factories.fair import make_buyer, make_fair
from tests.factories.people import make_company, make_member, make_user

pytestmark = pytest.mark.django_db
PASSWORD = "mot-mat-khau-dai"


def test_password_logs_in_and_leads_back(client):
    user = make_user(password=PASSWORD)
    answer = client.post("/log-in/", {"email": user.email.upper(), "password": PASSWORD, "next": "/en/"})
    assert (answer.status_code, answer["Location"]) == (302, "/en/")
    assert client.session["_auth_user_id"] == str(user.pk)


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_the_way_back_stays_on_this_site(client, wanted):
    user = make_user(password=PASSWORD)
    answer = client.post("/log-in/", {"email": user.email, "password": PASSWORD, "next": wanted})
    assert answer["Location"] == "/start/"


def test_a_wrong_password_gets_a_sentence(client):
    user = make_user(password=PASSWORD)
    answer = client.post("/log-in/", {"email": user.email, "password": "sai"})
    assert answer.status_code == 422
    assert "không khớp" in answer.content.decode()
    assert "_auth_user_id" not in client.session


def test_a_code_logs_in(client):
    user = make_user()
    asked = client.post("/log-in/code/", {"email": user.email})
    assert asked.status_code == 200
    digits = digits_of(LoginCode.objects.get())
    wrong = client.post("/log-in/code/", {"email": user.email, "code": "12"})
    assert wrong.status_code == 422
    right = client.post("/log-in/code/", {"email": user.email, "code": f"{digits[:3]} {digits[3:]}", "next": "/ja/"})
    assert (right.status_code, right["Location"]) == (302, "/ja/")
    assert client.session["_auth_user_id"] == str(user.pk)


def test_known_and_unknown_addresses_read_the_same(client):
    user = make_user()
    pages = [client.post("/log-in/code/", {"email": email}) for email in (user.email, "nobody@mail.example")]
    texts = [page.content.decode().replace(user.email, "X").replace("nobody@mail.example", "X") for page in pages]
    assert pages[0].status_code == pages[1].status_code == 200
    known, unknown = (re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"|id_code"?', "", text) for text in texts)
    assert known == unknown


def test_logging_out_needs_a_post(client):
    client.force_login(make_user())
    assert client.get("/log-out/").status_code == 405
    assert client.post("/log-out/").status_code == 302
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    ("who", "page"),
    [("owner", "desk/"), ("door", "door/"), ("exhibitor", "my-booth/"), ("buyer", "meetings/"), ("visitor", "pass/")],
)
def test_everybody_starts_where_their_work_is(client, who, page):
    fair = make_fair()
    company = make_company()
    if who in {"owner", "door"}:
        user = make_member(fair.organisation, who)
    elif who == "visitor":
        user = make_user()
    else:
        user = make_member(company.organisation, "admin")
    if who == "buyer":
        make_buyer(fair, company)
    client.force_login(user)
    answer = client.get("/start/")
    assert (answer.status_code, answer["Location"]) == (302, f"/{fair.slug}/{page}")
