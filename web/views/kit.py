"""All parts side by side, for whoever builds a page. Served only where DEBUG is on."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from web import plan
from web.planframe import Feature

SAMPLE_FAIR = SimpleNamespace(
    slug="mau",
    name_vi="Hội chợ Công nghiệp hỗ trợ Hà Nội 2026",
    name_en="Hanoi Supporting Industry Fair 2026",
    name_ja="ハノイ裾野産業展 2026",
    short_name="CNHT Hà Nội 2026",
    starts_on=date(2026, 9, 24),
    ends_on=date(2026, 9, 26),
    timezone="Asia/Ho_Chi_Minh",
)
LONG_NAME = "Công ty Cổ phần Cơ khí Chính xác và Thương mại Kỹ thuật Đông Anh - Chi nhánh Bắc Ninh"
LOOKS = ("free", "held", "resv", "sold", "mine", "blok", "sold", "sold", "free", "sold")


class KitForm(forms.Form):
    """One field of each kind."""

    tax_code = forms.CharField(label="Mã số thuế", max_length=14)
    email = forms.EmailField(label="Email nhận biên nhận", help_text="Biên nhận gửi tới đây")
    kind = forms.ChoiceField(label="Loại gian", choices=[("shell", "Gian tiêu chuẩn, có vách"), ("raw", "Đất trống")])
    note = forms.CharField(label="Ghi chú", widget=forms.Textarea, required=False)
    pay = forms.ChoiceField(
        label="Cách thanh toán",
        widget=forms.RadioSelect,
        choices=[("qr", "Chuyển khoản VietQR"), ("aid", "Ngân sách hỗ trợ chi trả")],
    )
    vat = forms.BooleanField(label="Cần hóa đơn VAT", required=False)


def sample_drawing(*, selected: str = "G04", around: str = "") -> plan.Drawing:
    """A small hall with every kind of feature and every look."""
    features = [
        Feature("gate", 1000, 2400, 600, 0, "Cổng A · lối chính"),
        Feature("gate", 2600, 2400, 400, 0, "Cổng B"),
        Feature("door", 1600, 0, 400, 0, "Cửa hàng, dựng gian"),
        Feature("door", 5400, 1900, 0, 300, "Sang nhà 2"),
        Feature("emergency_exit", 0, 1200, 0, 200, "Lối thoát hiểm"),
        Feature("stage", 2500, 0, 900, 300, "Sân khấu"),
        Feature("seats", 2500, 350, 900, 250),
        Feature("meeting_area", 2200, 1750, 1100, 450, "Khu giao thương · 12 bàn"),
        Feature("reception", 300, 2000, 600, 200, "Đón tiếp · in thẻ"),
        Feature("cafe", 3300, 2100, 300, 300, "Cà phê"),
        Feature("zone", 250, 550, 1600, 700, "Khu Hà Nội"),
        *(Feature("pillar", x - 30, y - 30, 60, 60) for x in (1200, 2400) for y in (900, 1800)),
    ]
    names = ("Motor Quế Võ", "Đồ gá Thành Công", "Khuôn mẫu Việt Tiến", "Cảm biến Sơn Tây", "Denko Việt Nam")
    spots = []
    for index in range(20):
        row, at = divmod(index, 5)
        look = LOOKS[index % len(LOOKS)]
        code = f"{'GHKL'[row]}{at + 1:02d}"
        name = names[index % 5] if look in {"sold", "resv"} else ""
        x, y = 300 + at * 300 + (0 if row < 2 else 1850), (600, 900, 800, 1100)[row]
        label = f"{code}, 9 m², {name}"
        spots.append(plan.Spot(code, x, y, 300, 300, look, label, name))
    return plan.draw(5400, 2400, features, spots, selected=selected, around=around)


def kit(request: HttpRequest) -> HttpResponse:
    form = KitForm({"tax_code": "0108752414", "email": "khong-phai", "kind": "shell", "pay": "qr", "vat": "on"})
    form.add_error("tax_code", "Số kiểm tra không khớp. Xem lại chữ số cuối.")
    return render(
        request,
        "shared/kit.html",
        {
            "fair": SAMPLE_FAIR,
            "role": request.GET.get("role", ""),
            "form": form,
            "fresh": KitForm(),
            "drawing": sample_drawing(),
            "near": sample_drawing(selected="", around="G02"),
            "page": Paginator(range(1, 204), 20).page(4),
            "sent_at": datetime(2026, 9, 24, 2, 20, tzinfo=UTC),
            "ends_at": datetime(2026, 9, 24, 2, 40, tzinfo=UTC),
            "long_name": LONG_NAME,
            "looks": [("free", 28), ("held", 4), ("resv", 6), ("sold", 63), ("mine", 1), ("blok", 2)],
        },
    )
