"""The import desk: what is uploaded is checked, kept, and loaded all or nothing; nothing in an upload is trusted."""

import datetime as dt
import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import F

from accounts.roles import Role
from backend import throttles
from checkin.models import Gate
from fairday.models import ImportUpload
from fairday.services.import_desk import check_file, check_upload, forget_uploads, load_file, load_upload
from fairday.services.load_fair import Wishes, load_fair
from fairs.models import Fair
from kernel.clock import now
from kernel.models import HistoryEntry
from kernel.sheets import uploads
from kernel.sheets.uploads import plain_name
from tests.factories.people import bearer, make_member
from tests.imports.bombs import sparse_workbook
from tests.imports.folders import as_csv, everything, small_fair, write_folder, write_workbook

pytestmark = pytest.mark.django_db
FAIR = "thu-2027"


@pytest.fixture
def fair(tmp_path):
    load_fair(write_folder(tmp_path / "thu", small_fair()), Wishes())
    return Fair.objects.get(slug=FAIR)


@pytest.fixture
def owner(fair):
    return make_member(fair.organisation, Role.OWNER, full_name="Nguyễn Thị Hà")


def zipped(files, **form):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def as_zip(tables, folder="thu/"):
    return zipped({f"{folder}{subject}.csv": as_csv(rows) for subject, rows in tables.items()})


def more_gates():
    return [*small_fair()["gates"], {"code": "B", "name_vi": "Cổng B", "hall": "N1"}]


def changed(report):
    return {c.subject: (c.created, c.updated) for c in report.counts if c.created or c.updated}


def told(report):
    return [(p.file, p.row, p.column, p.code) for p in report.problems]


def test_a_zip_of_the_folder_is_read_and_again_changes_nothing(fair):
    before = everything()
    report = load_file(fair, name="thu.zip", content=as_zip(small_fair()), actor_id=None)
    assert (told(report), changed(report), report.source) == ([], {}, "thu.zip")
    assert everything() == before


def test_one_table_alone_needs_no_fair(fair):
    report = load_file(fair, name="gates.csv", content=as_csv(more_gates()).encode(), actor_id=None)
    assert (told(report), changed(report)) == ([], {"gates": (1, 0)})
    assert list(Gate.objects.order_by("code").values_list("code", flat=True)) == ["A", "B"]


def test_tables_that_refer_to_what_is_here_already(fair):
    booths = small_fair()["booths"]
    booths[0]["zone_vi"] = "Khu mới"
    report = load_file(fair, name="booths.csv", content=as_csv(booths).encode(), actor_id=None)
    assert (told(report), changed(report)) == ([], {"booths": (0, 1)})


def test_a_workbook_is_read(fair, tmp_path):
    book = write_workbook(tmp_path / "b.xlsx", {"gates": more_gates()})
    report = check_file(fair, name="Bảng của tôi.xlsx", content=book.read_bytes())
    assert (told(report), changed(report), report.is_dry_run) == ([], {"gates": (1, 0)}, True)
    assert Gate.objects.count() == 1


def test_the_file_of_another_fair_is_refused(fair):
    before = everything()
    tables = small_fair()
    tables["fair"][0]["slug"] = "khac-2027"
    report = load_file(fair, name="x.zip", content=as_zip(tables), actor_id=None)
    assert told(report) == [("fair.csv", 2, "slug", "other_fair")]
    assert everything() == before


def test_dates_that_differ_are_told(fair):
    tables = small_fair()
    for name in ("starts_on", "ends_on"):
        tables["fair"][0][name] = str(dt.date.fromisoformat(tables["fair"][0][name]) - dt.timedelta(days=7))
    report = check_file(fair, name="fair.csv", content=as_csv(tables["fair"]).encode())
    assert (told(report), changed(report), report.moved_days) == ([], {}, 7)


BAD = [
    ("thu.rar", b"x", ("thu.rar", "no_table")),
    ("thu", b"x", ("thu", "no_table")),
    ("thu.zip", b"x", ("thu.zip", "not_zip")),
    ("thu.zip", b"PK\x05\x06" + b"\0" * 18, ("thu.zip", "no_files")),
    ("thu.zip", zipped({"notes.txt": "x"}), ("notes.txt", "unknown_table")),
    ("thu.zip", zipped({"booth.csv": "x"}), ("booth.csv", "unknown_table")),
    ("thu.zip", zipped({"../gates.csv": "code,name_vi\nB,B\n"}), ("gates.csv", "bad_path")),
    ("thu.zip", zipped({"/etc/gates.csv": "code,name_vi\nB,B\n"}), ("gates.csv", "bad_path")),
    ("thu.zip", zipped({"c:\\gates.csv": "code,name_vi\nB,B\n"}), ("gates.csv", "bad_path")),
    ("gate.csv", b"code,name_vi\nB,B\n", ("gate.csv", "unknown_table")),
    ("gates.csv", b"\xff\xfe\x00", ("gates.csv", "not_utf8")),
    ("gates.xlsx", b"no workbook", ("gates.xlsx", "not_xlsx")),
]


@pytest.mark.parametrize(("name", "content", "said"), BAD)
def test_what_is_no_table_is_told_and_nothing_is_written(fair, name, content, said):
    before = everything()
    report = load_file(fair, name=name, content=content, actor_id=None)
    assert [(p.file, p.code) for p in report.problems] == [said]
    assert everything() == before


def test_good_tables_beside_a_bad_name_are_checked_too(fair):
    files = {"gates.csv": as_csv(more_gates()).replace("N1", "N9"), "x/booth.csv": "x", "X/GATES.csv": "code\n"}
    report = load_file(fair, name="thu.zip", content=zipped(files), actor_id=None)
    assert told(report) == [
        ("booth.csv", 0, "", "unknown_table"),
        ("gates.csv", 0, "", "doubled_file"),
        ("gates.csv", 2, "hall", "unknown_reference"),
        ("gates.csv", 3, "hall", "unknown_reference"),
    ]
    assert Gate.objects.count() == 1


def test_what_finder_and_office_leave_behind_is_passed_over(fair):
    files = {"gates.csv": as_csv(more_gates()), "__MACOSX/._gates.csv": "x", ".DS_Store": "x", "~$gates.xlsx": "x"}
    report = check_file(fair, name="thu.zip", content=zipped(files))
    assert (told(report), changed(report)) == ([], {"gates": (1, 0)})


def test_a_zip_that_swells_is_not_unpacked(fair, monkeypatch):
    bomb = zipped({"gates.csv": b"0" * 70_000_000})
    assert len(bomb) < 100_000
    report = check_file(fair, name="thu.zip", content=bomb)
    assert told(report) == [("thu.zip", 0, "", "too_large")]
    monkeypatch.setattr(uploads, "MOST_ENTRIES", 1)
    report = check_file(fair, name="thu.zip", content=zipped({"gates.csv": "x", "days.csv": "x"}))
    assert told(report) == [("thu.zip", 0, "", "too_large")]


def test_an_entry_that_lies_about_its_size_or_is_cut_off_is_told(fair):
    whole = zipped({"gates.csv": b"code,name_vi\n" + b"B,B\n" * 500})
    lying = bytearray(whole)
    at = whole.rindex(b"PK\x01\x02")
    lying[at + 24 : at + 28] = (7).to_bytes(4, "little")  # the central directory's size of the entry
    assert told(check_file(fair, name="thu.zip", content=bytes(lying))) == [("gates.csv", 0, "", "broken_file")]
    locked = bytearray(whole)
    locked[at + 8] |= 1
    assert told(check_file(fair, name="thu.zip", content=bytes(locked))) == [("gates.csv", 0, "", "encrypted")]
    assert told(check_file(fair, name="thu.zip", content=whole[:60])) == [("thu.zip", 0, "", "not_zip")]


@pytest.mark.parametrize("column", ["CV", "XFD"])
def test_a_workbook_that_asks_for_all_memory_ends_alone(fair, column):
    bomb = sparse_workbook("gates", column)
    assert len(bomb) < 3000
    assert told(check_file(fair, name="gates.xlsx", content=bomb)) == [("gates.xlsx", 0, "", "too_large")]


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("C:\\Hội chợ\\thu.zip", "thu.zip"),
        ("../../etc/passwd", "passwd"),
        (".htaccess.csv", "upload.csv"),
        ("a\u202ecsv.exe", "upload"),
        ("đ" * 90 + ".csv", "upload.csv"),
        ("", "upload"),
    ],
)
def test_names_are_made_plain(name, kept):
    assert plain_name(name) == kept


def test_the_desk_checks_first_and_loads_what_was_checked(client, fair, owner):
    client.force_login(owner)
    desk = f"/{FAIR}/desk/imports/"
    assert client.get(desk).status_code == 200
    file = SimpleUploadedFile("gates.csv", as_csv(more_gates()).encode())
    answer = client.post(desk, {"file": file})
    upload = ImportUpload.objects.get()
    report = f"{desk}{upload.public_id}/"
    assert (answer.status_code, answer["Location"]) == (302, report)
    page = client.get(report).content.decode()
    assert "Chưa ghi gì cả. Dưới đây là những gì sẽ được ghi khi nạp." in page
    assert "style=" not in page
    assert Gate.objects.count() == 1
    page = client.post(report, follow=True).content.decode()
    assert "Đã nạp tệp." in page
    assert "Nguyễn Thị Hà" in page
    assert Gate.objects.count() == 2
    upload.refresh_from_db()
    assert (upload.content, upload.report["counts"][-1]["subject"]) == (None, "wishes")
    entry = HistoryEntry.objects.filter(action="imported").latest("id")
    assert (entry.subject_id, entry.actor_id, entry.note) == (fair.pk, owner.pk, {"created": 1, "updated": 0})
    assert "gates.csv" in client.get(desk).content.decode()
    before = everything()
    assert "Tệp này đã được nạp." in client.post(report, follow=True).content.decode()
    assert everything() == before
    again = client.post(desk, {"file": SimpleUploadedFile("gates.csv", as_csv(more_gates()).encode())}, follow=True)
    page = again.content.decode()
    assert "Không có gì thay đổi." in page
    assert "Nạp vào hội chợ" not in page


def test_bad_rows_stand_on_the_page_in_the_readers_language(client, fair, owner):
    client.force_login(owner)
    rows = more_gates()
    rows[1]["hall"] = "N9"
    for prefix, words in (("", "Không có nhà “N9”."), ("/en", "There is no hall “N9”.")):
        file = SimpleUploadedFile("gates.csv", as_csv(rows).encode())
        page = client.post(f"{prefix}/{FAIR}/desk/imports/", {"file": file}, follow=True).content.decode()
        assert words in page
        assert "<code>hall</code>" in page
    upload = ImportUpload.objects.get()  # the first one was never loaded
    client.post(f"/{FAIR}/desk/imports/{upload.public_id}/")
    assert Gate.objects.count() == 1
    assert ImportUpload.objects.get().loaded_at is None


def test_what_went_wrong_since_the_check_is_told(fair, owner):
    upload = check_upload(fair, name="gates.csv", content=as_csv(more_gates()).encode(), actor_id=owner.pk)
    fair.halls.update(code="N2")
    before = everything()
    report = load_upload(upload, actor_id=owner.pk)
    assert told(report) == [
        ("gates.csv", 2, "hall", "unknown_reference"),
        ("gates.csv", 3, "hall", "unknown_reference"),
    ]
    assert everything() == before
    upload.refresh_from_db()
    assert (upload.loaded_at, upload.report["problem_count"]) == (None, 2)


def test_too_large_and_missing_files_are_told(client, fair, owner):
    client.force_login(owner)
    desk = f"/{FAIR}/desk/imports/"
    answer = client.post(desk)
    assert (answer.status_code, "Hãy chọn tệp trước." in answer.content.decode()) == (422, True)
    answer = client.post(desk, {"file": SimpleUploadedFile("gates.csv", b"")})
    assert (answer.status_code, "Tệp trống." in answer.content.decode()) == (422, True)
    answer = client.post(desk, {"file": SimpleUploadedFile("gates.csv", b"x" * (10 * 1024 * 1024 + 1))})
    assert (answer.status_code, "Tệp lớn hơn 10 MB." in answer.content.decode()) == (422, True)
    assert ImportUpload.objects.count() == 0


def test_a_file_nobody_loads_goes_after_a_day(client, fair, owner):
    upload = check_upload(fair, name="gates.csv", content=as_csv(more_gates()).encode(), actor_id=owner.pk)
    assert upload.expires_at - now() > dt.timedelta(hours=23)
    assert forget_uploads(now=now()) == 0
    ImportUpload.objects.update(expires_at=F("created_at"))
    client.force_login(owner)
    assert client.get(f"/{FAIR}/desk/imports/{upload.public_id}/").status_code == 404
    assert forget_uploads(now=now()) == 1


def test_another_fairs_upload_is_not_there(client, fair, owner):
    upload = check_upload(fair, name="gates.csv", content=as_csv(more_gates()).encode(), actor_id=owner.pk)
    other = Fair.objects.get(pk=fair.pk)
    other.pk, other.slug, other.public_id, other.token_number = None, "khac", "khac", 9
    other.save(force_insert=True)
    client.force_login(owner)
    assert client.get(f"/khac/desk/imports/{upload.public_id}/").status_code == 404


def post(client, user, name, content, query="", **headers):
    file = SimpleUploadedFile(name, content)
    return client.post(f"/api/v1/fairs/{FAIR}/imports/{query}", {"file": file}, headers=bearer(user) | headers)


def test_the_api_checks_and_loads(client, fair, owner):
    content = as_csv(more_gates()).encode()
    answer = post(client, owner, "gates.csv", content, "?dry_run=true")
    assert answer.status_code == 200
    assert answer.json() == {
        "file": "gates.csv",
        "fair": FAIR,
        "starts_on": "2027-03-18",
        "moved_days": 0,
        "is_dry_run": True,
        "counts": answer.json()["counts"],
        "seconds": answer.json()["seconds"],
    }
    assert {"subject": "gates", "created": 1, "updated": 0, "unchanged": 1} in answer.json()["counts"]
    assert Gate.objects.count() == 1
    answer = post(client, owner, "gates.csv", content)
    assert (answer.status_code, answer.json()["is_dry_run"], Gate.objects.count()) == (200, False, 2)
    assert ImportUpload.objects.count() == 0


def test_the_api_answers_bad_rows_with_their_lines(client, fair, owner):
    rows = more_gates()
    rows[1]["hall"] = "N9"
    answer = post(client, owner, "gates.csv", as_csv(rows).encode(), **{"Accept-Language": "en"})
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    said = answer.json()
    assert (said["code"], said["line_count"]) == ("import_refused", 1)
    assert said["lines"] == [
        {
            "file": "gates.csv",
            "row": 3,
            "column": "hall",
            "code": "unknown_reference",
            "reason": "There is no hall “N9”.",
        }
    ]
    assert Gate.objects.count() == 1


def test_the_api_takes_one_file_and_nothing_else(client, fair, owner, monkeypatch):
    monkeypatch.setattr(throttles._Counted, "_is_within", lambda *_: True)
    path, headers = f"/api/v1/fairs/{FAIR}/imports/", bearer(owner)
    assert client.post(path, {}, headers=headers).status_code == 400
    assert client.post(path, {"file": "gates.csv"}, headers=headers).status_code == 400
    file = SimpleUploadedFile("gates.csv", as_csv(more_gates()).encode())
    assert client.post(path, {"file": file, "fair": "x"}, headers=headers).status_code == 400
    assert client.post(path, b"{}", content_type="application/json", headers=headers).status_code == 415
    assert post(client, owner, "gates.csv", b"x", "?dry_run=perhaps").status_code == 400
    assert post(client, owner, "gates.csv", b"x", "?dryrun=true").status_code == 400
    assert post(client, owner, "gates.csv", b"x" * (10 * 1024 * 1024 + 1)).status_code == 413
    assert client.post(path, {"file": file}, headers=bearer(owner, "read")).status_code == 403
    assert Gate.objects.count() == 1
