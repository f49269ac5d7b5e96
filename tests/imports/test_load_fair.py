"""Loading a fair: what stands afterwards, again without change, moved dates, dry runs, whose rows are whose."""

import datetime as dt
import json
import time
from collections import Counter
from decimal import Decimal
from io import StringIO
from pathlib import Path

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.models import Membership, Organisation, User
from accounts.roles import OrganisationKind
from billing.models import PriceRule, Quote
from booking.models import Badge, Booking, Delegation, InvitationCode, PassRules, Registration
from booking.queries.passes import all_places
from booking.states import PassKind
from checkin.models import CheckinList
from directory.models import Capability, Company, Need, Person, Product
from fairday.services.load_fair import IMPORT_LOCK, Count, Wishes, load_fair
from fairs.models import Booth, Exhibitor, Fair, FairDay, Hall, MeetingSlot, Workshop
from kernel.clock import now
from kernel.errors import Busy
from kernel.models import DueItem, OutboxEvent
from tests.factories.people import make_organiser
from tests.imports.folders import BUYER, GUEST, MAKER, everything, small_fair, write_folder, write_workbook

pytestmark = pytest.mark.django_db
SAMPLES = Path(__file__).resolve().parents[2] / "samples"


@pytest.fixture
def folder(tmp_path):
    return write_folder(tmp_path / "thu", small_fair())


def load(source, **wishes):
    report = load_fair(source, Wishes(**wishes))
    assert [str(problem) for problem in report.problems] == []
    return report


def changed(report):
    return {c.subject: (c.created, c.updated) for c in report.counts if c.created or c.updated}


def test_load_brings_the_whole_fair_with_its_own_clock(folder):
    report = load(folder)
    fair = Fair.objects.get()
    assert (fair.slug, fair.organisation.name, fair.organisation.kind) == (
        "thu-2027",
        "Sở Công Thương (thử)",
        "organiser",
    )
    assert (report.fair, report.starts_on, report.moved_days) == ("thu-2027", dt.date(2027, 3, 18), 0)
    day = FairDay.objects.get(date=dt.date(2027, 3, 18))
    assert day.opens_at == dt.datetime(2027, 3, 18, 1, 30, tzinfo=dt.UTC)  # 08:30 in Hanoi
    entry = CheckinList.objects.get()
    assert entry.closes_at - entry.opens_at == dt.timedelta(days=1)
    assert list(MeetingSlot.objects.values_list("index", flat=True)) == [0, 1]
    assert Workshop.objects.get().ends_at == dt.datetime(2027, 3, 18, 3, 30, tzinfo=dt.UTC)
    assert PriceRule.objects.get(kind="raw").corner_percent == Decimal("7.5")
    assert report.total() == Count("", 51, 0, 0)


def test_load_draws_halls_in_centimetres(folder):
    load(folder)
    hall = Hall.objects.get()
    assert (hall.width_cm, hall.depth_cm) == (2000, 1050)
    assert hall.geometry["features"][1] == {
        "kind": "stage", "x": 1200, "y": 0, "width": 625, "depth": 300, "label_vi": "Sân khấu", "label_en": "", "label_ja": "", "gate": "",
    }  # fmt: skip
    booth = Booth.objects.get(code="A03")
    assert (booth.x_cm, booth.y_cm, booth.area_cm2, booth.status) == (400, 450, 90_000, "blocked")
    assert Booth.objects.get(code="A01").pavilion.code == "HN"


def test_load_fills_the_directory_so_that_it_can_be_searched(folder):
    load(folder)
    maker = Company.objects.get(tax_code=MAKER)
    assert (maker.slug, maker.organisation.kind, maker.export_markets) == ("co-khi-dong-anh", "company", ["JP", "DE"])
    assert [term.code for term in maker.industries.all()] == ["automotive"]
    assert "tien cnc" in maker.search_text
    assert "truc bac" in maker.search_text
    capability = Capability.objects.get()
    assert sorted(term.code for term in capability.materials.all()) == ["pom", "s45c"]
    need = Need.objects.get()
    assert (need.company.tax_code, need.note, need.annual_quantity) == (BUYER, "-5 °C, không phải công thức", 48_000)
    assert need.search_text != ""
    assert Person.objects.get(email="tanaka@denko.example").search_text.startswith("tanaka kenji")


def test_load_books_booths_with_quotes_that_add_up(folder):
    load(folder)
    booking = Booking.objects.get()
    assert (booking.booth.code, booking.company.tax_code, booking.state) == ("A01", MAKER, "paid")
    quote = Quote.objects.get()
    assert (quote.net, quote.vat, quote.total) == (
        13_500_000,
        1_080_000,
        14_580_000,
    )  # 27 million, half of it paid by Hanoi
    assert [line.amount for line in quote.lines.all()] == [27_000_000, -13_500_000]
    assert booking.quote == quote
    assert booking.transfer_code.startswith("PH")
    guest = Exhibitor.objects.get(company__tax_code=GUEST)
    assert (guest.kind, guest.host.company.tax_code) == ("co", MAKER)


@pytest.mark.parametrize("state", ["held", "submitted", "approved", "awaiting_deposit", "confirmed"])
def test_load_books_in_every_state(tmp_path, state):
    tables = small_fair()
    tables["exhibitors"][0]["booking"] = state
    load(write_folder(tmp_path / "thu", tables))
    booking = Booking.objects.get()
    assert booking.state == ("draft" if state == "held" else state)
    assert (booking.hold_expires_at is not None) == (state == "held")
    assert (booking.quote is not None) == (state != "held")
    assert (booking.pay_until is not None) == (state in {"approved", "awaiting_deposit", "confirmed"})
    assert DueItem.objects.count() == (1 if state == "held" else 0)


def test_load_registers_people_with_badges_and_writes_to_nobody(folder):
    load(folder)
    roles = Counter(Registration.objects.values_list("role", flat=True))
    assert roles == {"exhibitor": 1, "buyer": 1, "visitor": 2}
    assert set(Registration.objects.values_list("state", flat=True)) == {"complete"}
    assert Badge.objects.filter(state="live").count() == 4
    lan = Registration.objects.get(person__email="lan@khach.example")
    assert (lan.days, lan.interests) == ([dt.date(2027, 3, 18), dt.date(2027, 3, 19)], ["cnc-turning"])
    assert lan.completed_at == dt.datetime(2026, 3, 1, 2, tzinfo=dt.UTC)
    assert lan.badges.get().not_after == dt.datetime(2027, 3, 19, 17, tzinfo=dt.UTC)  # the end of the last day in Hanoi
    assert OutboxEvent.objects.count() == 0


def test_a_registration_day_that_is_still_to_come_becomes_now(tmp_path):
    tables = small_fair()
    tables["visitors"][0]["registered_on"] = "2099-01-01"
    before = now()
    load(write_folder(tmp_path / "thu", tables))
    assert before <= Registration.objects.get(person__email="lan@khach.example").created_at <= now()


def test_the_same_again_changes_nothing(folder):
    first = load(folder)
    before = everything()
    again = load(folder)
    assert again.total() == Count("", 0, 0, first.total().created)
    assert everything() == before


def test_a_changed_cell_changes_its_row_only(tmp_path):
    tables = small_fair()
    folder = write_folder(tmp_path / "thu", tables)
    load(folder)
    Company.objects.update(updated_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    tables["companies"][1]["employees"] = "90"
    tables["booths"][1]["width_m"] = "3.5"
    tables["machines"][0]["count"] = "4"
    tables["capabilities"][0]["materials"] = "s45c"
    tables["products"].append(tables["products"][0] | {"name_vi": "Bạc lót đồng"})
    write_folder(folder, tables)
    assert changed(load(folder)) == {
        "companies": (0, 1), "booths": (0, 1), "machines": (0, 1), "capabilities": (0, 1), "products": (1, 0),
    }  # fmt: skip
    later = Company.objects.filter(updated_at__gt=dt.datetime(2026, 1, 2, tzinfo=dt.UTC))
    assert later.values_list("employees", flat=True).get() == 90
    assert Booth.objects.get(code="A02").width_cm == 350
    assert [term.code for term in Capability.objects.get().materials.all()] == ["s45c"]
    assert "bac lot dong" in Company.objects.get(tax_code=MAKER).search_text


def test_workbook_and_csv_folder_say_the_same(tmp_path, folder):
    load(folder)
    assert changed(load(write_workbook(tmp_path / "thu.xlsx", small_fair()))) == {}


def test_a_folder_of_workbooks_then_csv_changes_nothing(tmp_path, folder):
    books = tmp_path / "books"
    books.mkdir()
    tables = small_fair()
    write_workbook(books / "booths.xlsx", {"Sheet1": tables.pop("booths")})
    write_workbook(books / "the-rest.xlsx", tables | {"_notes": [{"a": "what sheets with _ are for"}]})
    assert changed(load(books))["booths"] == (3, 0)
    assert changed(load(folder)) == {}


@pytest.mark.parametrize(
    "form",
    [
        {"encoding": "utf-8-sig"},
        {"newline": "\r\n"},
        {"delimiter": ";"},
        {"delimiter": "\t"},
        {"delimiter": ";", "newline": "\r\n", "encoding": "utf-8-sig"},
    ],
    ids=["bom", "crlf", "semicolon", "tab", "excel"],
)
def test_csv_as_people_save_it_says_the_same(tmp_path, folder, form):
    load(folder)
    assert changed(load(write_folder(tmp_path / "other", small_fair(), **form))) == {}


def test_text_is_kept_in_nfc(tmp_path, folder):
    load(folder)
    decomposed = tmp_path / "nfd"
    write_folder(decomposed, small_fair())
    products = decomposed / "products.csv"
    products.write_text(products.read_text(encoding="utf-8").replace("ụ", "u\u0323"), encoding="utf-8")
    assert changed(load(decomposed)) == {}
    assert Product.objects.get().name_vi == "Trục bậc"


def test_starts_on_moves_every_date_and_a_later_load_keeps_them(folder):
    report = load(folder, starts_on=dt.date(2028, 1, 6))
    assert (report.starts_on, report.moved_days) == (dt.date(2028, 1, 6), 294)
    assert Fair.objects.get().ends_on == dt.date(2028, 1, 7)
    assert MeetingSlot.objects.first().starts_at.date() == dt.date(2028, 1, 6)
    assert Need.objects.get().target_date == dt.date(2027, 8, 1) + dt.timedelta(days=294)
    assert Company.objects.get(tax_code=MAKER).certificates.get().expires_on == dt.date(2028, 1, 9) + dt.timedelta(
        days=294
    )
    assert Registration.objects.get(person__email="park@daon.example").days == [dt.date(2028, 1, 7)]
    assert changed(load(folder)) == {}


def test_starts_today_is_today_at_the_fair(folder):
    report = load(folder, starts_on=0)
    assert report.starts_on == now().astimezone(dt.timezone(dt.timedelta(hours=7))).date()


def test_a_fair_that_is_here_is_not_moved(folder):
    load(folder)
    before = everything()
    report = load_fair(folder, Wishes(starts_on=dt.date(2028, 1, 6)))
    assert [(p.column, p.code) for p in report.problems if p.file == "fair"] == [("starts_on", "other_dates")]
    assert everything() == before


def test_dry_run_counts_and_writes_nothing(folder):
    before = everything()
    report = load(folder, is_dry_run=True)
    assert report.total() == Count("", 51, 0, 0)
    assert everything() == before


def test_log_ins_are_made_only_on_demand_and_keep_their_password(folder):
    load(folder)
    assert User.objects.count() == 0
    report = load(folder, password="")
    assert changed(report) == {"users": (3, 0)}
    assert (report.log_ins[0].email, report.log_ins[0].password) == ("owner@thu.example", "mat-khau-thu")
    owner = User.objects.get(email="owner@thu.example")
    assert owner.check_password("mat-khau-thu")
    assert list(Membership.objects.order_by("pk").values_list("user__email", "role", "organisation__name")) == [
        ("owner@thu.example", "owner", "Sở Công Thương (thử)"),
        ("admin@thu.example", "admin", "Công ty TNHH Nhựa Gia Lâm"),
    ]
    roles = {r.person.user.email: r.role for r in Registration.objects.exclude(person__user=None)}
    assert roles == {"owner@thu.example": "organiser", "admin@thu.example": "exhibitor", "khach@thu.example": "visitor"}
    assert changed(load(folder, password="mot-mat-khau-khac")) == {}
    assert User.objects.get(email="owner@thu.example").check_password("mat-khau-thu")


def test_a_firm_with_log_ins_keeps_what_it_wrote(tmp_path):
    tables = small_fair()
    tables["users"][1]["organisation"] = MAKER
    folder = write_folder(tmp_path / "thu", tables)
    load(folder, password="")
    Company.objects.filter(tax_code=MAKER).update(about_vi="Chúng tôi tự viết", employees=90)
    Capability.objects.update(tolerance_um=5)
    tables["companies"][0]["employees"] = "12"
    tables["products"].append(tables["products"][0] | {"name_vi": "Không phải của họ"})
    report = load(write_folder(folder, tables))
    assert changed(report) == {}
    assert Company.objects.get(tax_code=MAKER).employees == 90
    assert Capability.objects.get().tolerance_um == 5
    assert Product.objects.count() == 1


def test_what_people_did_meanwhile_stays(tmp_path, folder):
    load(folder)
    booking = Booking.objects.get()
    Booking.objects.filter(pk=booking.pk).update(state="cancelled")
    Registration.objects.filter(person__email="lan@khach.example").update(state="withdrawn")
    assert changed(load(folder)) == {}
    assert Booking.objects.get().state == "cancelled"
    assert Registration.objects.filter(state="complete").count() == 3


def test_guests_come_with_their_delegation_and_by_the_code_of_who_invited_them(tmp_path, folder):
    load(folder)
    lan = Registration.objects.get(person__email="lan@khach.example")
    code = InvitationCode.objects.get()
    assert (lan.invitation, lan.inviter_told, code.uses, code.most) == (code, True, 1, 20)
    assert code.exhibitor.company.tax_code == MAKER
    delegation = Delegation.objects.get()
    assert (delegation.state, delegation.places_taken, delegation.contact_phone) == ("open", 2, "+84912000111")
    people = {one.full_name: (one.state, one.registration, one.has_own_pass) for one in delegation.people.all()}
    assert people == {"Hoàng Lan": ("confirmed", lan, True), "Trần Bình": ("waiting", None, False)}
    assert PassRules.objects.get().staff_least == 6
    InvitationCode.objects.update(uses=20)
    tables = small_fair()
    tables["visitors"][1]["invitation"] = "7KH4M9XR"  # used up, and the visitor is here already
    tables["visitors"].append(tables["visitors"][1] | {"email": "moi@daon.example"})
    assert changed(load(write_folder(tmp_path / "more", tables))) == {"visitors": (1, 0)}
    assert InvitationCode.objects.get().uses == 20
    assert Registration.objects.exclude(invitation=None).count() == 1


def test_guests_who_lean_on_nothing_are_told_by_cell(tmp_path):
    tables = small_fair()
    tables["visitors"][0]["invitation"] = "22222222"
    tables["invitations"].append(tables["invitations"][0] | {"code": "2222OOOO"})
    tables["invitations"].append(tables["invitations"][0] | {"code": "33333333", "company": BUYER})
    tables["pass_rules"] *= 2
    tables["delegation_people"][0]["email"] = "ai@khach.example"
    tables["delegation_people"][1]["delegation"] = "Đoàn khác"
    tables["delegations"][0]["places"] = "2"
    more = tables["delegation_people"][1] | {"delegation": "Đoàn Viện Cơ khí"}
    tables["delegation_people"] += [more | {"email": f"k{n}@vien.example"} for n in range(3)]
    report = load_fair(write_folder(tmp_path / "thu", tables))
    assert {(p.file, p.row, p.column, p.code) for p in report.problems} == {
        ("invitations.csv", 3, "code", "code"),
        ("invitations.csv", 4, "company", "unknown_reference"),
        ("pass_rules.csv", 3, "unit_m2", "doubled_row"),
        ("delegation_people.csv", 2, "email", "unknown_reference"),
        ("delegation_people.csv", 3, "delegation", "unknown_reference"),
        ("delegation_people.csv", 6, "delegation", "range"),
    }
    assert Fair.objects.count() == 0


def test_another_organisers_fair_is_not_touched(tmp_path, folder):
    load(folder)
    before = everything()
    stranger = make_organiser("Sở khác")
    strangers = everything()
    report = load_fair(folder, Wishes(organisation=stranger))
    assert [(p.file, p.column, p.code) for p in report.problems] == [("fair.csv", "slug", "slug_taken")]
    assert everything() == strangers
    assert {label: rows for label, rows in strangers.items() if label != "accounts.Organisation"} == {
        label: rows for label, rows in before.items() if label != "accounts.Organisation"
    }


def test_an_organisers_import_only_adds_to_what_all_share_and_makes_no_log_ins(tmp_path, folder):
    load(folder)
    tables = small_fair()
    tables["fair"][0]["slug"] = "khac-2027"
    tables["terms"][0]["name_vi"] = "Đổi tên của mọi người"
    tables["companies"][0]["employees"] = "1"
    tables["machines"].append(tables["machines"][0] | {"name": "Máy không có thật"})
    other = make_organiser("Sở khác")
    report = load(write_folder(tmp_path / "khac", tables), organisation=other, password="")
    assert Fair.objects.get(slug="khac-2027").organisation == other
    assert {"terms", "companies", "machines", "users"}.isdisjoint(changed(report))
    assert User.objects.count() == 0
    assert sorted(Fair.objects.values_list("token_number", flat=True)) == [1, 2]


def test_the_command_prints_counts_and_log_ins(folder):
    out = StringIO()
    call_command(
        "fairs", "load", str(folder), "--starts-on", "2028-01-06", "--with-demo-users", stdout=out, verbosity=2
    )
    lines = out.getvalue().splitlines()
    assert "booths                  3 created      0 updated      0 unchanged" in lines
    said = (
        "thu-2027 begins on 2028-01-06, its dates moved by 294 days; 54 created, 0 updated, 0 unchanged, out of thu in "
    )
    assert any(line.startswith(said) for line in lines)
    assert "owner@thu.example           mat-khau-thu        organiser owner" in lines


def test_the_command_takes_several_one_after_the_other_and_none_where_a_fair_is_already(folder):
    out = StringIO()
    call_command("fairs", "load", str(folder), str(folder), "--if-none", stdout=out)
    first, second = out.getvalue().splitlines()
    assert "; 51 created, 0 updated, 0 unchanged, " in first
    assert "; 0 created, 0 updated, 51 unchanged, " in second
    call_command("fairs", "load", str(folder), "--if-none", stdout=(again := StringIO()))
    assert again.getvalue() == ""


def test_the_command_says_that_a_dry_run_wrote_nothing(folder):
    out = StringIO()
    call_command("fairs", "load", str(folder), "--dry-run", stdout=out)
    [line] = out.getvalue().splitlines()
    assert line.startswith("thu-2027 begins on 2027-03-18; 51 created, 0 updated, 0 unchanged, out of thu in ")
    assert line.endswith("This was a dry run: nothing was written.")
    assert Fair.objects.count() == 0


def test_the_command_takes_one_password_for_all_and_speaks_json(folder):
    out = StringIO()
    call_command(
        "fairs", "load", str(folder), "--with-demo-users", "--demo-password", "mot-mat-khau", "--json", stdout=out
    )
    told = json.loads(out.getvalue())
    assert (told["is_good"], told["fair"], told["starts_on"]) == (True, "thu-2027", "2027-03-18")
    assert {log_in["password"] for log_in in told["log_ins"]} == {"mot-mat-khau"}
    assert User.objects.get(email="khach@thu.example").check_password("mot-mat-khau")


def test_the_command_fails_with_a_line_per_problem(tmp_path):
    tables = small_fair()
    tables["booths"][1]["kind"] = "tent"
    tables["workshops"][0]["seats"] = "-3"
    out = StringIO()
    with pytest.raises(CommandError, match="2 problems; nothing was written"):
        call_command("fairs", "load", str(write_folder(tmp_path / "thu", tables)), stdout=out)
    assert out.getvalue().splitlines() == [
        "booths.csv, 3, kind: “tent” is not one of: shell, raw.",
        "workshops.csv, 2, seats: -3 is not between 0 and 100000.",
    ]
    assert Fair.objects.count() == 0


@pytest.mark.parametrize(
    "arguments", [["--demo-password", "mot-mat-khau"], ["--with-demo-users", "--demo-password", "ngan"]]
)
def test_the_command_refuses_a_password_that_does_not_fit(folder, arguments):
    with pytest.raises(CommandError):
        call_command("fairs", "load", str(folder), *arguments)
    assert Fair.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_second_import_at_the_same_time_is_asked_to_wait(folder):
    settings = connection.get_connection_params()
    with psycopg.connect(
        **{k: settings[k] for k in ("dbname", "user", "password", "host", "port") if k in settings}
    ) as other:
        other.execute("SELECT pg_advisory_xact_lock(%s)", [IMPORT_LOCK])
        with pytest.raises(Busy):
            load_fair(folder)
    assert Fair.objects.count() == 0


@pytest.mark.slow
def test_both_samples_load_beside_each_other_quickly_and_again_without_change():
    load(SAMPLES / "danang-small", password="")
    began = time.process_time()
    big = load(SAMPLES / "hanoi-2026", starts_on=0, password="")
    assert (
        time.process_time() - began < 20
    )  # our own work, whatever else the machine does; 6 s measured, 7 s by the clock
    assert big.total().created > 17_000
    fair = Fair.objects.get(slug="cnht-ha-noi-2027")
    assert Company.objects.count() == 920 + 40 + 30
    assert Booth.objects.filter(fair=fair).count() == 320
    assert Registration.objects.filter(fair=fair, role="visitor").count() == 3000 + 1
    assert Badge.objects.filter(fair=fair, state="live").count() == Registration.objects.filter(fair=fair).count()
    live = Counter(Booking.objects.filter(fair=fair).values_list("state", flat=True))
    assert (live.total(), live["paid"] + live["confirmed"]) == (215, 190)
    invited = Registration.objects.filter(fair=fair, invitation__isnull=False)
    assert invited.count() == sum(InvitationCode.objects.filter(fair=fair).values_list("uses", flat=True)) > 200
    held = {one.name: (one.people.count(), one.places) for one in Delegation.objects.filter(fair=fair)}
    assert sorted(held.values()) == [(0, 25), (11, 12), (15, 40), (17, 60)]
    staff = [places for _firm, places in all_places(fair, PassKind.STAFF) if places.total]
    assert all(places.taken <= places.total for places in staff)
    b12 = Booth.objects.get(fair=fair, code="B12")
    assert (b12.status, b12.approval, b12.bookings.count()) == ("available", "instant", 0)
    assert Organisation.objects.filter(kind=OrganisationKind.ORGANISER).count() == 2
    for name in ("hanoi-2026", "danang-small"):
        again = load(SAMPLES / name, password="")
        assert changed(again) == {}, name
