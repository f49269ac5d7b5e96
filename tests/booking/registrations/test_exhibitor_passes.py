"""Staff badges that a firm gives out: places by area, more with a reason, names before print, withdrawing, and who sees what."""

import datetime as dt
import json
from dataclasses import replace

import pytest

from booking.errors.passes import PlacesTaken
from booking.errors.registrations import ConsentMissing, NotRegistered, RegistrationClosed
from booking.models import Badge, BadgePrint, Booking, ExhibitorPass, Registration
from booking.queries.passes import places_of
from booking.rules.passes import lowest_free, places_with
from booking.services.exhibitor_passes import PassGiven, add_places, give_contractor_pass, give_pass, rename_holder
from booking.services.registrations import complete_registration, withdraw_registration
from booking.states import PassKind
from directory.models import Person
from kernel.models import HistoryEntry, OutboxEvent
from tests.factories.fair import ZONE, make_booths, make_checkin_list, make_exhibitor, make_fair, make_hall
from tests.factories.people import bearer, make_company, make_member, make_person
from tests.factories.visits import make_badge, make_registration
from worker.subscribers.registrations import registration_completed

pytestmark = pytest.mark.django_db(transaction=True)
STAFF = PassKind.STAFF


@pytest.fixture
def firm():
    """A firm with 2 booths of 9 m²: four places by the rule."""
    fair = make_fair(contact_email="btc@mail.example")
    company = make_company("Cơ khí Đông Anh")
    for booth in make_booths(make_hall(fair), 2):
        Booking.objects.create(fair=fair, booth=booth, company=company, state="paid")
    exhibitor = make_exhibitor(fair, company)
    exhibitor.boss = make_member(company.organisation, "admin")
    return exhibitor


def send(client, method, path, body, credentials):
    return getattr(client, method)(path, json.dumps(body), content_type="application/json", headers=credentials)


def test_places_follow_the_area_in_begun_units_and_never_fall_below_the_least():
    rule = {"unit_m2": 9, "per_unit": 2, "least": 3}
    areas = [0, 90_000, 90_001, 180_000, 360_000]
    assert [places_with(area, **rule) for area in areas] == [3, 3, 4, 4, 8]
    assert [lowest_free(taken) for taken in [set(), {1, 2}, {2, 3}, {1, 3}]] == [1, 3, 1, 2]


def test_a_firm_gives_badges_by_api_until_its_places_are_taken(client, firm):
    path, who = f"/api/v1/fairs/{firm.fair.slug}/passes/staff/", bearer(firm.boss, "book")
    names = ["Đỗ Văn Hùng", "Hoàng Lan", "Trần An"]
    for name in names:
        answer = send(
            client, "post", path, {"full_name": name, "email": f"{len(name)}@donganh.example", "consent": True}, who
        )
        assert answer.status_code == 201
    colleague = make_registration(firm.fair, make_person(company=firm.company), role="exhibitor")  # by an import
    make_badge(colleague)
    refused = send(client, "post", path, {"full_name": "Người thứ năm", "consent": True}, who)
    assert (refused.status_code, refused.json()["code"]) == (409, "places_taken")
    assert (refused.json()["places"], refused.json()["taken"]) == (4, 4)
    assert refused.json()["ask"] == {"email": "btc@mail.example"}
    assert Registration.objects.filter(fair=firm.fair).count() == 4
    listed = client.get(path, headers=who).json()
    assert listed["places"] == {
        "area_cm2": 180_000, "by_area": 4, "extra": 0, "reason": "", "total": 4, "taken": 4, "left": 0,
    }  # fmt: skip
    assert {one["full_name"] for one in listed["passes"]} == {*names, colleague.person.full_name}
    assert {one["prints"] for one in listed["passes"]} == {0}
    made = Registration.objects.get(person__full_name="Hoàng Lan")
    assert (made.role, made.company, made.days, made.state) == ("exhibitor", firm.company, [], "complete")
    assert OutboxEvent.objects.filter(name="registration.completed").count() == 3


def test_the_organiser_gives_more_with_a_reason_and_sees_every_firm(client, firm):
    owner = make_member(firm.fair.organisation, "owner")
    for n in range(4):
        give_pass(firm, PassGiven(full_name=f"Người {n}", has_consented=True), kind=STAFF, actor_id=firm.boss.pk)
    with pytest.raises(PlacesTaken):
        give_pass(firm, PassGiven(full_name="Người 5", has_consented=True), kind=STAFF, actor_id=firm.boss.pk)
    path = f"/api/v1/exhibitors/{firm.public_id}/pass-places/staff/"
    answer = send(client, "put", path, {"extra": 1, "reason": "Máy lớn, trình diễn cả ngày"}, bearer(owner, "manage"))
    assert answer.json()["places"]["total"] == 5
    give_pass(firm, PassGiven(full_name="Người 5", has_consented=True), kind=STAFF, actor_id=firm.boss.pk)
    listed = client.get(f"/api/v1/fairs/{firm.fair.slug}/pass-places/", headers=bearer(owner, "read")).json()
    assert [
        (one["fascia_name"], one["places"]["taken"], one["places"]["total"]) for one in listed if one["kind"] == "staff"
    ] == [(firm.fascia_name, 5, 5)]
    entry = HistoryEntry.objects.get(action="places_given")
    assert (entry.before, entry.after, entry.actor_id) == ("0", "1", owner.pk)
    rules = f"/api/v1/fairs/{firm.fair.slug}/pass-rules/"
    now = client.get(rules, headers=bearer(owner, "read")).json() | {"staff_per_unit": 1, "staff_least": 1}
    assert send(client, "put", rules, now, bearer(owner, "manage")).status_code == 200
    assert (places_of(firm, STAFF).total, places_of(firm, STAFF).taken, places_of(firm, STAFF).left) == (3, 5, 0)


def test_a_name_changes_until_it_is_printed_and_whoever_is_withdrawn_makes_room(client, firm):
    made = give_pass(
        firm, PassGiven(full_name="Do Van Hung", email="hung@donganh.example", has_consented=True), kind=STAFF, actor_id=firm.boss.pk
    )  # fmt: skip
    path, who = f"/api/v1/fairs/{firm.fair.slug}/passes/staff/{made.public_id}/", bearer(firm.boss, "book")
    answer = send(client, "patch", path, {"full_name": "Đỗ Văn Hùng", "job_title": "Giám đốc"}, who)
    assert answer.status_code == 200, answer.content
    assert (answer.json()["full_name"], answer.json()["job_title"]) == ("Đỗ Văn Hùng", "Giám đốc")
    assert Person.objects.get(pk=made.person_id).search_text.startswith("do van hung")
    corrected = OutboxEvent.objects.filter(name="registration.name_corrected")
    assert [event.payload["registration_id"] for event in corrected] == [made.pk]
    assert send(client, "patch", path, {"full_name": "Đỗ Văn Hùng"}, who).status_code == 200
    assert corrected.count() == 1  # nothing on it changed
    badge = Badge.objects.get(registration=made)
    assert (badge.state, badge.version) == ("live", 1)
    BadgePrint.objects.create(badge=badge, cause="single")
    answer = send(client, "patch", path, {"full_name": "Lê Văn Tám"}, who)
    assert (answer.status_code, answer.json()["code"]) == (409, "badge_printed")
    again = send(
        client, "post", path.replace(f"{made.public_id}/", ""),
        {"full_name": "Hai", "email": "HUNG@donganh.example", "consent": True}, who,
    )  # fmt: skip
    assert (again.status_code, again.json()["code"]) == (409, "already_coming")
    assert client.delete(path, headers=who).status_code == 204
    assert client.delete(path, headers=who).status_code == 404
    badge.refresh_from_db()
    assert (badge.state, places_of(firm, STAFF).taken) == ("revoked", 0)
    assert ExhibitorPass.objects.get().released_at is not None


def test_whoever_comes_back_needs_a_place_again(firm):
    made = give_pass(firm, PassGiven(full_name="Hoàng Lan", has_consented=True), kind=STAFF, actor_id=firm.boss.pk)
    withdraw_registration(made, actor_id=firm.boss.pk)
    for n in range(4):
        give_pass(firm, PassGiven(full_name=f"Người {n}", has_consented=True), kind=STAFF, actor_id=firm.boss.pk)
    with pytest.raises(PlacesTaken):
        complete_registration(made, actor_id=None)
    add_places(firm, kind=STAFF, extra=1, reason="Bù", actor_id=firm.boss.pk)
    complete_registration(made, actor_id=None)
    assert ExhibitorPass.objects.get(registration=made).place == 5
    assert places_of(firm, STAFF).left == 0


def test_a_firm_without_an_approved_booth_has_no_places(firm):
    Booking.objects.update(state="submitted")
    assert places_of(firm, STAFF).total == 0
    with pytest.raises(PlacesTaken):
        give_pass(firm, PassGiven(full_name="Hoàng Lan", has_consented=True), kind=STAFF, actor_id=firm.boss.pk)


def test_the_page_adds_changes_withdraws_and_says_what_to_do_when_all_is_taken(client, firm):
    client.force_login(firm.boss)
    page = f"/{firm.fair.slug}/my-booth/staff/"
    person = {"full_name": "Hoàng Lan", "language": "vi", "consent": "on"}
    assert client.post(page, person | {"consent": ""}).status_code == 422
    answer = client.post(page, person)
    assert answer.status_code == 302
    shown = client.get(page).content.decode()
    assert "Hoàng Lan" in shown
    made = Registration.objects.get()
    own = f"{page}{made.public_id}/"
    assert client.post(own, {"full_name": "Hoàng Thị Lan", "job_title": ""}).status_code == 302
    assert "Hoàng Thị Lan" in client.get(own).content.decode()
    for n in range(3):
        client.post(page, person | {"full_name": f"Người {n}"})
    assert "btc@mail.example" in client.get(page).content.decode()
    assert client.post(page, person | {"full_name": "Người 5"}).status_code == 409
    assert client.post(own, {"withdraw": "1"}).status_code == 302
    assert places_of(firm, STAFF).left == 1
    desk = f"/{firm.fair.slug}/desk/passes/"
    client.force_login(make_member(firm.fair.organisation, "manager"))
    other = make_exhibitor(firm.fair, make_company("Khuôn mẫu Bình Minh"))
    shown = client.get(desk).content.decode()
    assert firm.fascia_name in shown
    assert other.fascia_name in shown
    found = client.get(desk, {"q": "khuon MAU"}).content.decode()
    assert other.fascia_name in found
    assert firm.fascia_name not in found
    assert "Thử một phần tên" in client.get(desk, {"q": "không có ai"}).content.decode()
    assert client.post(f"{desk}{firm.public_id}/staff/", {"extra": 2, "reason": "Máy lớn"}).status_code == 302
    assert places_of(firm, STAFF).total == 6


def test_contractors_have_places_of_their_own_a_plate_and_every_day_until_the_fair_is_taken_down(client, firm):
    client.force_login(firm.boss)
    page = f"/{firm.fair.slug}/my-booth/contractors/"
    driver = {
        "full_name": "Phạm Tài", "company_name": "Vận tải Sao Mai", "vehicle_plate": "29C-123.45",
        "email": "tai@saomai.example", "language": "vi", "consent": "on",
    }  # fmt: skip
    assert client.post(page, driver).status_code == 302
    made = Registration.objects.select_related("person").get()
    assert (made.role, made.company, made.person.company, made.days) == ("crew", firm.company, None, [])
    assert (places_of(firm, PassKind.CREW).taken, places_of(firm, STAFF).taken) == (1, 0)
    last = Badge.objects.get().not_after.astimezone(ZONE).date()
    assert last == firm.fair.ends_on + dt.timedelta(days=4)
    make_checkin_list(
        firm.fair, name="Dỡ gian", roles=["crew"],
        opens_at=dt.datetime.combine(firm.fair.ends_on, dt.time(18), ZONE),
        closes_at=dt.datetime.combine(firm.fair.ends_on, dt.time(23), ZONE),
    )  # fmt: skip
    shown = client.get(page).content.decode()
    assert "29C-123.45" in shown
    assert "Dỡ gian" in shown
    [letter] = registration_completed(registration_id=made.pk)
    assert "29C-123.45" in letter.text
    assert "18:00" in letter.text
    assert "08:00" not in letter.text
    client.force_login(make_member(firm.fair.organisation, "manager"))
    desk = f"/{firm.fair.slug}/desk/passes/contractors/"
    assert client.post(desk, driver).status_code == 422  # this address has a pass
    assert client.post(desk, driver | {"email": ""}).status_code == 302
    assert places_of(firm, PassKind.CREW).taken == 1
    assert client.get(desk).content.decode().count("29C-123.45") == 1


def test_without_a_yes_or_at_a_fair_that_is_closed_no_pass_is_given(firm):
    who = PassGiven(full_name="Hoàng Lan", email="lan@donganh.example")
    with pytest.raises(ConsentMissing) as refused:
        give_pass(firm, who, kind=STAFF, actor_id=firm.boss.pk)
    assert refused.value.pointer == "/consent"
    with pytest.raises(ConsentMissing):
        give_contractor_pass(firm.fair, who, actor_id=firm.boss.pk)
    firm.fair.state = "closed"
    with pytest.raises(RegistrationClosed):
        give_pass(firm, replace(who, has_consented=True), kind=STAFF, actor_id=firm.boss.pk)
    assert (Registration.objects.count(), ExhibitorPass.objects.count(), OutboxEvent.objects.count()) == (0, 0, 0)


def test_a_colleague_the_house_knows_stays_the_same_person_and_is_called_as_the_firm_says_now(firm):
    user = make_member(firm.company.organisation, "staff")
    known = make_person(
        user, firm.company, full_name="Hoang Lan", email="lan@donganh.example", job_title="Kỹ sư", phone="+84912000111"
    )
    who = PassGiven(full_name="Hoàng Lan", other_name="黄蘭", email="LAN@donganh.example", has_consented=True)
    made = give_pass(firm, who, kind=STAFF, actor_id=firm.boss.pk)
    known.refresh_from_db()
    assert (made.person, made.company, known.user) == (known, firm.company, user)
    assert (known.full_name, known.other_name, known.job_title, known.phone) == (
        "Hoàng Lan", "黄蘭", "Kỹ sư", "+84912000111",
    )  # fmt: skip
    assert "hoang lan" in known.search_text
    withdraw_registration(made, actor_id=None)
    with pytest.raises(NotRegistered):
        rename_holder(made, full_name="Ai Đó", actor_id=firm.boss.pk)
    known.refresh_from_db()
    assert (known.full_name, HistoryEntry.objects.filter(action="corrected").count()) == ("Hoàng Lan", 0)
