"""A company's people: who sees, who may change, the mail to a new one, and the administrator that always stays."""

import pytest
from django.core.cache import cache

from accounts.errors import LastAdmin, NotARole
from accounts.models import Membership, User
from accounts.roles import Role
from accounts.services.members import change_role, invite_member, remove_member
from kernel.models import HistoryEntry, OutboxEvent
from tests.factories.fair import make_fair
from tests.factories.people import make_company, make_member, make_organiser, make_user
from tests.imports.folders import everything
from worker.subscribers import compose

pytestmark = pytest.mark.django_db
INVITE = {"email": "Lan@donganh.example", "full_name": "Hoàng Lan", "language": "ja", "role": "staff"}


@pytest.fixture
def fair():
    cache.clear()
    return make_fair()


@pytest.fixture
def company():
    return make_company("Cơ khí Đông Anh")


@pytest.fixture
def admin(company):
    return make_member(company.organisation, Role.ADMIN, full_name="Đỗ Văn Hùng")


def letters():
    return [draft for event in OutboxEvent.objects.order_by("pk") for draft in compose(event.name, event.payload)]


def roles(company):
    rows = Membership.objects.filter(organisation=company.organisation).order_by("pk")
    return [(row.user.email, row.role) for row in rows]


def test_an_invited_colleague_gets_a_log_in_and_a_mail(client, fair, company, admin):
    client.force_login(admin)
    answer = client.post(f"/{fair.slug}/team/", INVITE)
    assert (answer.status_code, answer["Location"]) == (302, f"/{fair.slug}/team/")
    user = User.objects.get(email="lan@donganh.example")
    assert (user.full_name, user.language, user.has_usable_password()) == ("Hoàng Lan", "ja", False)
    assert roles(company) == [(admin.email, "admin"), ("lan@donganh.example", "staff")]
    [letter] = letters()
    assert (letter.recipient, letter.language, letter.kind) == ("lan@donganh.example", "ja", "account.invited")
    assert "Cơ khí Đông Anh" in letter.title
    assert "Đỗ Văn Hùng" in letter.text
    assert "/ja/log-in/" in letter.text
    entry = HistoryEntry.objects.get(subject_type="accounts.organisation")
    assert (entry.action, entry.actor_id, entry.note) == ("member.invited", admin.pk, {"user_id": user.pk})
    page = client.get(f"/{fair.slug}/team/").content.decode()
    assert "Hoàng Lan" in page
    assert "Chưa đăng nhập lần nào" in page


@pytest.mark.parametrize(("language", "word"), [("vi", "Nhân viên"), ("en", "Company staff"), ("ja", "社員")])
def test_the_letter_speaks_the_colleagues_language(company, admin, language, word):
    invite_member(
        company.organisation, email="a@mail.example", full_name="A", role=Role.STAFF, language=language, actor=admin
    )
    [letter] = letters()
    assert "a@mail.example" in letter.text
    assert letter.text.count("%(") == 0


def test_the_longest_name_fits_the_letter(company, admin):
    company.organisation.name = "Đ" * 250
    company.organisation.save(update_fields=["name"])
    invite_member(
        company.organisation, email="a@mail.example", full_name="A", role=Role.STAFF, language="vi", actor=admin
    )
    [letter] = letters()
    assert len(letter.title) <= 200
    assert "Đ" * 250 in letter.text.replace("\n", "").replace(" ", "")


def test_nobody_is_written_to_who_was_removed_meanwhile(company, admin):
    member = invite_member(
        company.organisation, email="a@mail.example", full_name="A", role=Role.STAFF, language="vi", actor=admin
    )
    remove_member(member, actor=admin)
    assert letters() == []


def test_a_user_who_is_here_keeps_name_and_language(company, admin):
    known = make_user("lan@mail.example", full_name="Lan", language="en")
    invite_member(
        company.organisation, email="LAN@mail.example", full_name="X", role=Role.ADMIN, language="vi", actor=admin
    )
    known.refresh_from_db()
    assert (known.full_name, known.language) == ("Lan", "en")


def test_a_member_is_not_invited_twice(client, fair, company, admin):
    client.force_login(admin)
    before = everything()
    answer = client.post(f"/{fair.slug}/team/", INVITE | {"email": admin.email})
    assert answer.status_code == 422
    assert "đã thuộc doanh nghiệp" in answer.content.decode()
    assert everything() == before


def test_invitations_are_few_an_hour(client, fair, company, admin):
    client.force_login(admin)
    for number in range(20):
        assert client.post(f"/{fair.slug}/team/", INVITE | {"email": f"a{number}@mail.example"}).status_code == 302
    assert client.post(f"/{fair.slug}/team/", INVITE | {"email": "b@mail.example"}).status_code == 429


def test_staff_read_and_change_nothing(client, fair, company, admin):
    staff = make_member(company.organisation, Role.STAFF)
    client.force_login(staff)
    page = client.get(f"/{fair.slug}/team/").content.decode()
    assert admin.full_name in page
    assert '<form method="post" action="/' + fair.slug not in page
    before = everything()
    assert client.post(f"/{fair.slug}/team/", INVITE).status_code == 403
    for act in ("remove", "staff", "admin"):
        assert client.post(f"/{fair.slug}/team/{admin.public_id}/", {"act": act}).status_code == 403
    assert everything() == before


def test_another_companys_people_are_not_there(client, fair, company, admin):
    stranger = make_member(make_company().organisation, Role.ADMIN)
    client.force_login(stranger)
    before = everything()
    assert client.post(f"/{fair.slug}/team/{admin.public_id}/", {"act": "remove"}).status_code == 404
    assert everything() == before


def test_roles_change_and_members_go(client, fair, company, admin):
    other = make_member(company.organisation, Role.STAFF)
    client.force_login(admin)
    address = f"/{fair.slug}/team/{other.public_id}/"
    client.post(address, {"act": "admin"})
    assert roles(company) == [(admin.email, "admin"), (other.email, "admin")]
    client.post(address, {"act": "admin"})
    client.post(address, {"act": "owner"})
    client.post(address, {"act": "remove"})
    assert roles(company) == [(admin.email, "admin")]
    assert User.objects.filter(pk=other.pk).exists()
    entries = HistoryEntry.objects.order_by("pk").values_list("action", "before", "after")
    assert list(entries) == [("member.changed", "staff", "admin"), ("member.removed", "admin", "")]


@pytest.mark.parametrize("act", ["staff", "remove"])
def test_the_last_administrator_stays(client, fair, company, admin, act):
    make_member(company.organisation, Role.STAFF)
    make_member(company.organisation, Role.ADMIN, is_active=False)
    client.force_login(admin)
    before = everything()
    page = client.post(f"/{fair.slug}/team/{admin.public_id}/", {"act": act}, follow=True).content.decode()
    assert "cần có quản trị viên" in page
    assert everything() == before
    member = Membership.objects.get(user=admin)
    with pytest.raises(LastAdmin):
        remove_member(member, actor=admin)


def test_an_administrator_who_leaves_is_led_away(client, fair, company, admin):
    make_member(company.organisation, Role.ADMIN)
    client.force_login(admin)
    answer = client.post(f"/{fair.slug}/team/{admin.public_id}/", {"act": "remove"})
    assert answer["Location"] == "/start/"
    assert client.get(f"/{fair.slug}/team/").status_code == 404


def test_a_company_has_no_roles_of_an_organiser(company, admin):
    before = everything()
    with pytest.raises(NotARole):
        change_role(Membership.objects.get(user=admin), role=Role.OWNER, actor=admin)
    with pytest.raises(NotARole):
        invite_member(
            company.organisation, email="a@mail.example", full_name="A", role=Role.DOOR, language="vi", actor=admin
        )
    assert everything() == before


def test_an_organiser_has_no_team_page(client, fair):
    client.force_login(make_member(make_organiser(), Role.OWNER))
    assert client.get(f"/{fair.slug}/team/").status_code == 404
