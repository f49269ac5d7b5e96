"""Days, workshops, meeting slots and tables, gates, prices and support of a fair."""

from datetime import date, datetime, time, timedelta

Row = dict[str, str]

# day | start | minutes | room | seats | speaker | vi | en | ja
_WORKSHOPS = """
0|09:30|60|Sân khấu nhà 2|150|Ban tổ chức|Khai mạc và lễ ký kết hợp tác|Opening and signing of agreements|開会式・協定調印式
0|10:45|60|Phòng hội thảo H2|60|Chuyên gia Phạm Thanh Tùng|IATF 16949: lộ trình 18 tháng cho xưởng 50 người|IATF 16949: an 18-month path for a shop of fifty|IATF 16949：50名規模の工場の18か月計画
0|13:30|60|Phòng hội thảo H2|60|Chuyên gia Watanabe Hiroshi|Đọc bản vẽ của nhà mua hàng Nhật|Reading the drawings of Japanese buyers|日本バイヤーの図面の読み方
0|14:00|90|Sân khấu nhà 2|150|Denko, Yasuda Pump, Hansung Motor|Ngày hội nhu cầu: nhà lắp ráp trình bày chi tiết cần mua, phần 1|Needs day: assemblers show the parts they want, part 1|調達ニーズ発表会 第1部
0|15:00|60|Phòng hội thảo H2|60|Chuyên gia Lê Thị Hạnh|Tính giá thành gia công theo giờ máy|Costing machined parts by machine hour|マシンチャージによる加工原価計算
0|16:30|60|Phòng hội thảo H2|60|Trung tâm Xúc tiến (mẫu)|Vốn vay và hỗ trợ đổi mới thiết bị của thành phố|City loans and support for new equipment|市の設備更新融資・支援制度
1|09:00|60|Phòng hội thảo H2|60|Chuyên gia Đỗ Minh Khoa|Tự động hóa từng bước với ngân sách dưới 500 triệu đồng|Step-by-step automation below 500 million dong|5億ドン以下で始める段階的自動化
1|10:00|90|Sân khấu nhà 2|150|Kessler, Tsubame Motor, Sejin Home|Ngày hội nhu cầu: nhà lắp ráp trình bày chi tiết cần mua, phần 2|Needs day: assemblers show the parts they want, part 2|調達ニーズ発表会 第2部
1|10:30|60|Phòng hội thảo H2|60|Chuyên gia Ngô Quang Huy|Đo kiểm bằng CMM: sai số đến từ đâu|CMM inspection: where errors come from|三次元測定の誤差要因
1|13:30|60|Phòng hội thảo H2|60|Chuyên gia Vũ Thị Mai|Báo cáo phát thải các bon cho nhà cung cấp cấp hai|Carbon reporting for tier-two suppliers|二次サプライヤー向けCO2排出報告
1|14:30|60|Phòng hội thảo H2|60|Các trường nghề Hà Nội|Sinh viên nghề gặp nhà máy|Vocational students meet factories|職業訓練生と工場の交流会
1|16:30|60|Sân khấu nhà 2|150|Ban tổ chức|Bế mạc, công bố kết quả giao thương|Closing and results of business matching|閉会式・商談成果発表
"""


def workshop_rows(first: date) -> list[Row]:
    rows = []
    for number, line in enumerate(_WORKSHOPS.strip().splitlines(), start=1):
        day, start, minutes, room, seats, speaker, vi, en, ja = line.split("|")
        on = first + timedelta(days=int(day))
        begins = datetime.combine(on, time.fromisoformat(start))
        rows.append({"code": f"HT{number:02d}", "title_vi": vi, "title_en": en, "title_ja": ja, "speaker": speaker, "room": room,
                     "date": on.isoformat(), "starts_at": start, "ends_at": f"{begins + timedelta(minutes=int(minutes)):%H:%M}",
                     "seats": seats})  # fmt: skip
    return rows


def day_rows(first: date, count: int) -> list[Row]:
    return [
        {"date": (first + timedelta(days=n)).isoformat(), "opens_at": "08:30", "closes_at": "18:00"}
        for n in range(count)
    ]


def slot_rows(first: date, days: int, *, minutes: int, spans: tuple[tuple[str, str], ...]) -> list[Row]:
    """Meeting slots of equal length inside the given spans of every day."""
    rows = []
    for day in range(days):
        on = first + timedelta(days=day)
        for begin, end in spans:
            at = datetime.combine(on, time.fromisoformat(begin))
            while at + timedelta(minutes=minutes) <= datetime.combine(on, time.fromisoformat(end)):
                after = at + timedelta(minutes=minutes)
                rows.append({"date": on.isoformat(), "starts_at": f"{at:%H:%M}", "ends_at": f"{after:%H:%M}"})
                at = after
    return rows


def table_rows(hall: str, count: int, zone: str) -> list[Row]:
    return [{"number": str(n), "hall": hall, "zone": zone} for n in range(1, count + 1)]


GATES = (
    ("A", "Cổng A · lối chính", "Gate A · main entrance", "Aゲート 正面入口", "N1"),
    ("B", "Cổng B · đoàn và nhà mua hàng", "Gate B · groups and buyers", "Bゲート 団体・バイヤー", "N1"),
    ("C", "Cổng C", "Gate C", "Cゲート", "N2"),
    ("D", "Cổng D", "Gate D", "Dゲート", "N3"),
)


def gate_rows(gates: tuple[tuple[str, str, str, str, str], ...] = GATES) -> list[Row]:
    return [dict(zip(("code", "name_vi", "name_en", "name_ja", "hall"), gate, strict=True)) for gate in gates]


def price_rows(shell: int, raw: int) -> list[Row]:
    """Dong per square metre before VAT; each further open side adds percent of the area price."""
    keys = ("kind", "per_sqm", "corner_percent", "peninsula_percent", "island_percent", "minimum_sqm")
    return [
        dict(zip(keys, row, strict=True))
        for row in (("shell", str(shell), "10", "15", "20", "4"), ("raw", str(raw), "10", "15", "20", "18"))
    ]


def support_row(code: str, vi: str, en: str, ja: str, province: str, cap: int) -> Row:
    return {
        "code": code,
        "name_vi": vi,
        "name_en": en,
        "name_ja": ja,
        "percent": "50",
        "cap": str(cap),
        "provinces": province,
    }


EVERYDAY = ("roles", "hall", "workshop", "capacity", "exits", "public_from", "public_until")


def checkin_list_rows(first: date, days: int, zones: tuple[Row, ...] = ()) -> list[Row]:
    """One list per day, open round the clock so that a demonstration works at any hour; then those of zones."""
    everyday = [
        {
            "name_vi": f"Vào cửa ngày {n + 1}",
            "name_en": f"Entry, day {n + 1}",
            "name_ja": f"入場 {n + 1}日目",
            "date": (first + timedelta(days=n)).isoformat(),
            "opens_at": "00:00",
            "closes_at": "24:00",
            "re_entry": "no",
            **dict.fromkeys(EVERYDAY, ""),
        }
        for n in range(days)
    ]
    return [
        *everyday,
        *({"date": first.isoformat(), "re_entry": "yes", **dict.fromkeys(EVERYDAY, ""), **zone} for zone in zones),
        *(
            {"date": on.isoformat(), "re_entry": "yes", **dict.fromkeys(EVERYDAY, ""), **times, "roles": WORKERS}
            for on, times in ((first - timedelta(days=1), SETTING_UP), (first + timedelta(days=days - 1), TAKING_DOWN))
            if zones
        ),
    ]


WORKERS = "crew;exhibitor;organiser;door"
SETTING_UP = {
    "name_vi": "Dựng gian",
    "name_en": "Setting up",
    "name_ja": "搬入",
    "opens_at": "07:00",
    "closes_at": "22:00",
}
TAKING_DOWN = {
    "name_vi": "Dỡ gian",
    "name_en": "Taking down",
    "name_ja": "搬出",
    "opens_at": "18:00",
    "closes_at": "24:00",
}
ZONE_LISTS: tuple[Row, ...] = (
    {
        "name_vi": "Nhà 3 ngày 1",
        "name_en": "Hall 3, day 1",
        "name_ja": "3号館 1日目",
        "opens_at": "07:00",
        "closes_at": "18:00",
        "hall": "N3",
        "capacity": "450",
        "exits": "yes",
        "public_from": "08:30",
        "public_until": "17:00",
    },
    {
        "name_vi": "Hội thảo IATF 16949",
        "name_en": "Workshop IATF 16949",
        "name_ja": "セミナー IATF 16949",
        "opens_at": "10:30",
        "closes_at": "11:45",
        "re_entry": "no",
        "workshop": "HT02",
        "capacity": "60",
    },
)
