"""A small fair as tables: five firms, two booths, everything once; tests change one cell of it at a time."""

import csv
import datetime as dt
import io
import json

import openpyxl
from django.apps import apps
from django.db import connection


def tax_code(nine):
    rest = sum(w * int(d) for w, d in zip((31, 29, 23, 19, 17, 13, 7, 5, 3), nine, strict=True)) % 11
    return f"{nine}{10 - rest}"


MAKER, OTHER, BUYER, GUEST = (tax_code(nine) for nine in ("019000001", "019000003", "239000002", "019000004"))


def small_fair():
    """Subject -> rows; a fresh copy each time."""
    return {
        "fair": [{
            "slug": "thu-2027", "organiser": "Sở Công Thương (thử)", "name_vi": "Hội chợ thử", "name_en": "Test fair",
            "short_name": "Thử 2027", "venue_vi": "Cung thử", "starts_on": "2027-03-18", "ends_on": "2027-03-19",
            "is_sample": "yes", "timezone": "Asia/Ho_Chi_Minh",
            "bank_bin": "970415", "bank_name": "VietinBank", "bank_account": "112000999888", "bank_account_name": "SO CONG THUONG THU",
        }],
        "days": [
            {"date": "2027-03-18", "opens_at": "08:30", "closes_at": "18:00"},
            {"date": "2027-03-19", "opens_at": "08:30", "closes_at": "17:00"},
        ],
        "halls": [{"code": "N1", "name_vi": "Nhà 1", "name_en": "Hall 1", "width_m": "20", "depth_m": "10.5"}],
        "hall_features": [
            {"hall": "N1", "kind": "gate", "x_m": "8", "y_m": "10.5", "width_m": "4", "depth_m": "0", "label_vi": "Cổng A", "gate": "A"},
            {"hall": "N1", "kind": "stage", "x_m": "12", "y_m": "0", "width_m": "6.25", "depth_m": "3", "label_vi": "Sân khấu", "gate": ""},
        ],
        "pavilions": [{"code": "HN", "name_vi": "Khu Hà Nội", "name_en": "Hanoi"}],
        "booths": [
            {"hall": "N1", "code": "A01", "row": "A", "number": "1", "x_m": "0", "y_m": "0", "width_m": "3", "depth_m": "3",
             "open_sides": "1", "kind": "shell", "pavilion": "HN", "approval": "instant", "status": "available"},
            {"hall": "N1", "code": "A02", "row": "A", "number": "2", "x_m": "3", "y_m": "0", "width_m": "3", "depth_m": "3",
             "open_sides": "2", "kind": "shell", "pavilion": "", "approval": "committee", "status": "available"},
            {"hall": "N1", "code": "A03", "row": "A", "number": "3", "x_m": "4", "y_m": "4.5", "width_m": "3", "depth_m": "3",
             "open_sides": "4", "kind": "raw", "pavilion": "", "approval": "instant", "status": "blocked"},
        ],
        "price_rules": [
            {"kind": "shell", "per_sqm": "3000000", "corner_percent": "10", "minimum_sqm": "9"},
            {"kind": "raw", "per_sqm": "2500000", "corner_percent": "7.5", "minimum_sqm": "18"},
        ],
        "support_schemes": [{"code": "HN", "name_vi": "Hà Nội hỗ trợ", "percent": "50", "cap": "20000000", "provinces": "Hà Nội"}],
        "terms": [
            {"kind": "process", "code": "cnc-turning", "name_vi": "Tiện CNC", "name_en": "CNC turning", "name_ja": "CNC旋盤加工"},
            {"kind": "material", "code": "s45c", "name_vi": "Thép S45C", "name_en": "Steel S45C", "name_ja": ""},
            {"kind": "material", "code": "pom", "name_vi": "Nhựa POM", "name_en": "POM", "name_ja": ""},
            {"kind": "standard", "code": "iso-9001", "name_vi": "ISO 9001", "name_en": "ISO 9001", "name_ja": ""},
            {"kind": "industry", "code": "automotive", "name_vi": "Ô tô", "name_en": "Automotive", "name_ja": ""},
        ],
        "companies": [
            {"tax_code": code, "legal_name": f"Công ty TNHH {name}", "short_name": name, "province": province,
             "phone": "+842435550001", "email": f"lienhe@{mail}.example", "industries": "automotive", "export_markets": "JP;DE",
             "employees": "86", "founded_year": "2009"}
            for code, name, province, mail in (
                (MAKER, "Cơ khí Đông Anh", "Hà Nội", "donganh"), (OTHER, "Nhựa Gia Lâm", "Hà Nội", "gialam"),
                (BUYER, "Denko Việt Nam", "Bắc Ninh", "denko"), (GUEST, "Mạ Sóc Sơn", "Hà Nội", "socson"))
        ],
        "people": [
            {"company": MAKER, "full_name": "Đỗ Văn Hùng", "email": "hung@donganh.example", "job_title": "Giám đốc", "language": "vi", "badge": "exhibitor"},
            {"company": BUYER, "full_name": "Tanaka Kenji (田中 健二)", "email": "tanaka@denko.example", "job_title": "購買部長", "language": "ja", "badge": "buyer"},
            {"company": GUEST, "full_name": "Lê Thị Mai", "email": "mai@socson.example", "job_title": "", "language": "vi", "badge": ""},
        ],
        "capabilities": [
            {"tax_code": MAKER, "process": "cnc-turning", "materials": "s45c;pom", "tolerance_um": "10", "size_min_mm": "2",
             "size_max_mm": "400", "batch_min": "1", "batch_max": "50000", "monthly_capacity": "20000"},
        ],
        "machines": [{"tax_code": MAKER, "name": "Máy tiện CNC Lynx 2100", "maker": "DN Solutions", "count": "3", "year": "2019"}],
        "certificates": [
            {"tax_code": MAKER, "standard": "iso-9001", "number": "TN-1", "issuer": "TÜV Nord", "issued_on": "2025-01-10",
             "expires_on": "2028-01-09", "state": "verified"},
        ],
        "products": [{"tax_code": MAKER, "name_vi": "Trục bậc", "name_en": "Stepped shaft", "name_ja": "段付きシャフト"}],
        "exhibitors": [
            {"company": MAKER, "fascia_name": "Cơ khí Đông Anh", "kind": "main", "host": "", "booth": "A01", "booking": "paid"},
            {"company": GUEST, "fascia_name": "Mạ Sóc Sơn", "kind": "co", "host": MAKER, "booth": "", "booking": ""},
            {"company": OTHER, "fascia_name": "Nhựa Gia Lâm", "kind": "main", "host": "", "booth": "", "booking": ""},
        ],
        "buyers": [{"company": BUYER, "hosted": "yes"}],
        "needs": [
            {"buyer": BUYER, "code": "DEN-1", "title_vi": "Trục bậc Ø32 × 182 mm", "title_ja": "段付きシャフト φ32×182", "process": "cnc-turning",
             "materials": "s45c", "standards": "iso-9001", "length_mm": "182", "tolerance_um": "20", "annual_quantity": "48000",
             "target_date": "2027-08-01", "confidentiality": "open", "state": "open", "note": "-5 °C, không phải công thức"},
        ],
        "workshops": [
            {"code": "HT01", "title_vi": "IATF 16949", "room": "H1", "date": "2027-03-18", "starts_at": "09:30", "ends_at": "10:30", "seats": "60"},
        ],
        "meeting_slots": [
            {"date": "2027-03-18", "starts_at": "09:00", "ends_at": "09:20"}, {"date": "2027-03-18", "starts_at": "09:20", "ends_at": "09:40"},
        ],
        "wishes": [
            {"from_company": BUYER, "to_company": MAKER, "need": "DEN-1", "rule": "must", "priority": "1", "language": "vi", "days": "2027-03-18",
             "starts_at": "09:00", "ends_at": "09:30"},
            {"from_company": BUYER, "to_company": OTHER, "need": "", "rule": "never", "priority": "", "language": "", "days": "",
             "starts_at": "", "ends_at": ""},
        ],
        "interpreters": [{"code": "PD1", "name": "Lê Thu Hà", "languages": "ja-vi;en-vi", "days": "2027-03-18"}],
        "meeting_tables": [{"number": "1", "hall": "N1", "zone": "Khu giao thương"}],
        "gates": [{"code": "A", "name_vi": "Cổng A", "hall": "N1"}],
        "checkin_lists": [{"name_vi": "Vào cửa ngày 1", "date": "2027-03-18", "opens_at": "00:00", "closes_at": "24:00", "re_entry": "no", "roles": ""}],
        "pass_rules": [{"unit_m2": "9", "staff_per_unit": "3", "staff_least": "6", "invitations": "50"}],
        "invitations": [{"company": MAKER, "code": "7KH4-M9XR", "label": "Khách cũ", "most": "20", "ends_on": "2027-03-19"}],
        "delegations": [
            {"name": "Đoàn Viện Cơ khí", "contact_name": "Vũ Thị Nga", "contact_email": "nga@vien.example", "contact_phone": "+84912000111",
             "company": "Viện Cơ khí", "places": "20", "days": "2027-03-18", "state": "open"},
        ],
        "delegation_people": [
            {"delegation": "Đoàn Viện Cơ khí", "full_name": "Hoàng Lan", "email": "lan@khach.example", "phone": "", "state": "confirmed"},
            {"delegation": "Đoàn Viện Cơ khí", "full_name": "Trần Bình", "email": "binh@vien.example", "phone": "+84912000112", "state": "waiting"},
        ],
        "visitors": [
            {"full_name": "Hoàng Lan", "email": "Lan@khach.example", "phone": "+84990012345", "company": "Viện Cơ khí", "job_title": "Kỹ sư",
             "language": "vi", "interests": "cnc-turning", "days": "2027-03-18;2027-03-19", "registered_on": "2026-03-01", "invitation": "7kh4 m9xr"},
            {"full_name": "Park Min-jun", "email": "park@daon.example", "phone": "", "company": "Daon", "job_title": "Buyer",
             "language": "en", "interests": "", "days": "2027-03-19", "registered_on": "", "invitation": ""},
        ],
        "users": [
            {"email": "owner@thu.example", "full_name": "Nguyễn Hà", "kind": "organiser", "organisation": "", "role": "owner", "language": "vi", "password": "mat-khau-thu"},
            {"email": "admin@thu.example", "full_name": "Đặng Tuyết", "kind": "company", "organisation": OTHER, "role": "admin", "language": "vi", "password": "mat-khau-thu"},
            {"email": "khach@thu.example", "full_name": "Hoàng Anh", "kind": "visitor", "organisation": "", "role": "", "language": "en", "password": "mat-khau-thu"},
        ],
    }  # fmt: skip


def as_csv(rows, *, delimiter=",", newline="\n"):
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=list(rows[0]), delimiter=delimiter, lineterminator=newline)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def write_folder(folder, tables, *, encoding="utf-8", **form):
    folder.mkdir(exist_ok=True)
    for subject, rows in tables.items():
        (folder / f"{subject}.csv").write_bytes(as_csv(rows, **form).encode(encoding))
    return folder


def as_cell(column, value):
    """What a person's spreadsheet would hold: numbers, dates and times as such, codes and telephones as text."""
    if value == "" or column in {
        "tax_code",
        "company",
        "from_company",
        "to_company",
        "host",
        "buyer",
        "organisation",
        "phone",
        "code",
        "days",
        "slug",
        "number",
    }:
        return value
    if value.replace(".", "", 1).isdigit():
        return float(value) if "." in value else int(value)
    if column in {"starts_on", "ends_on", "date", "issued_on", "expires_on", "target_date", "registered_on"}:
        return dt.date.fromisoformat(value)
    if column in {"opens_at", "closes_at", "starts_at", "ends_at"} and value != "24:00":
        return dt.time.fromisoformat(value)
    return value


def write_workbook(path, tables):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for subject, rows in tables.items():
        sheet = book.create_sheet(subject)
        sheet.append(list(rows[0]))
        for row in rows:
            sheet.append([as_cell(column, value) for column, value in row.items()])
    book.save(path)
    return path


OWN_APPS = ("accounts", "directory", "fairs", "billing", "booking", "checkin", "kernel")


def everything():
    """Every row of every table of the house, those between two things too, in one question: asked before and after."""
    models = [model for app in OWN_APPS for model in apps.get_app_config(app).get_models(include_auto_created=True)]
    questions = [
        f"SELECT '{model._meta.label}', coalesce(jsonb_agg(to_jsonb(one) ORDER BY one.{model._meta.pk.column}), '[]')"
        f" FROM {model._meta.db_table} one"
        for model in models
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(questions))
        return {label: json.loads(rows) for label, rows in cursor.fetchall()}
