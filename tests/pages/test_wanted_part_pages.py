"""A buyer's wanted parts from the server's side: published, changed, closed, refused."""

import pytest

from directory.models import Need
from tests.factories.fair import make_fair_with_meetings
from tests.factories.meetings import make_maker, make_need, make_sourcer, make_term
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def fair():
    return make_fair_with_meetings(slug="cnht")


@pytest.fixture
def maker(fair):
    return make_maker(fair, "Cơ khí Đông Anh")


@pytest.fixture
def buyer(fair):
    return make_sourcer(fair, "Denko")


def _part(**changes):
    process = make_term(code="cnc-milling")
    return {
        "title_vi": "Trục bậc",
        "code": "P001",
        "process": process.code,
        "tolerance_mm": "±0,02",
        "length_mm": "120",
        "confidentiality": "open",
        **changes,
    }


def test_a_part_is_published_changed_and_closed(client, fair, buyer):
    client.force_login(buyer.user)
    steel = make_term("material", "s45c")
    client.post("/cnht/my-needs/new/", _part(materials=[steel.code]))
    [need] = Need.objects.all()
    assert (need.company, need.state, need.tolerance_um, need.length_mm) == (buyer.company, "open", 20, 120)
    assert list(need.materials.all()) == [steel]
    page = client.get(f"/cnht/my-needs/{need.public_id}/").content.decode()
    assert 'value="0,02"' in page
    client.post(f"/cnht/my-needs/{need.public_id}/", _part(title_vi="Trục bậc hai", draft="1"))
    need.refresh_from_db()
    assert (need.title_vi, need.state, need.materials.count()) == ("Trục bậc hai", "draft", 0)
    client.post(f"/cnht/my-needs/{need.public_id}/close/")
    need.refresh_from_db()
    assert need.state == "closed"
    assert client.get(f"/cnht/my-needs/{need.public_id}/").status_code == 302


@pytest.mark.parametrize(
    "changes", [{"tolerance_mm": "fine"}, {"tolerance_mm": "0,0005"}, {"tolerance_mm": "NaN"}, {"process": ""}]
)
def test_a_wrong_part_is_not_published(client, fair, buyer, changes):
    client.force_login(buyer.user)
    answer = client.post("/cnht/my-needs/new/", _part(**changes))
    assert answer.status_code == 422
    assert f'id="id_{next(iter(changes))}_error"' in answer.content.decode()
    assert Need.objects.count() == 0


def test_a_number_twice_is_refused_beside_its_field(client, fair, buyer):
    make_need(buyer.company, code="P001")
    client.force_login(buyer.user)
    answer = client.post("/cnht/my-needs/new/", _part())
    assert answer.status_code == 422
    assert 'id="id_code_error"' in answer.content.decode()
    assert Need.objects.count() == 1


def test_another_company_s_part_does_not_exist(client, fair, maker, buyer):
    need = make_need(buyer.company)
    client.force_login(maker.user)
    assert client.get(f"/cnht/my-needs/{need.public_id}/").status_code == 404
    assert client.post(f"/cnht/my-needs/{need.public_id}/close/").status_code == 404
    client.force_login(make_user())
    assert client.get("/cnht/my-needs/").status_code == 404
    need.refresh_from_db()
    assert need.state == "open"
