"""The halls of the Hanoi sample (72 x 45, 60 x 42 and 48 x 39 m, 320 booths) and of the small Da Nang one (24 booths)."""

from fairmaker.floor import Box, Hall, Names

PILLAR = 0.6

PAVILIONS = (
    ("HN", "Khu doanh nghiệp Hà Nội", "Hanoi pavilion", "ハノイ市企業パビリオン"),
    ("JP", "Khu Nhật Bản", "Japan pavilion", "日本パビリオン"),
    ("KR", "Khu Hàn Quốc", "Korea pavilion", "韓国パビリオン"),
    ("STARTUP", "Khu khởi nghiệp", "Start-up corner", "スタートアップコーナー"),
    ("BUYER", "Khu nhà lắp ráp", "Assemblers' hall", "セットメーカーゾーン"),
    ("BN", "Khu Bắc Ninh", "Bac Ninh pavilion", "バクニン省パビリオン"),
)


def _pillars(
    hall: Hall,
    xs: tuple[float, ...],
    ys: tuple[float, ...],
    without: frozenset[tuple[float, float]] = frozenset(),
) -> None:
    for y in ys:
        for x in xs:
            if (x, y) not in without:
                hall.add("pillar", Box(x - PILLAR / 2, y - PILLAR / 2, PILLAR, PILLAR))


def _exits(hall: Hall, *ys: float) -> None:
    """Emergency exits 2 m wide in the side walls, at the ends of the aisles."""
    for y in ys:
        hall.add("emergency_exit", Box(0, y - 1, 0, 2), "Lối thoát hiểm", "Emergency exit", "非常口")
        hall.add("emergency_exit", Box(hall.width, y - 1, 0, 2), "Lối thoát hiểm", "Emergency exit", "非常口")


def hall_one() -> Hall:
    hall = Hall("N1", Names("Nhà 1 · Cơ khí chính xác", "Hall 1 · Precision engineering", "1号館 精密加工"), 72, 45)
    hall.add(
        "meeting_area",
        Box(39, 33, 27, 6),
        "Khu giao thương · 24 bàn",
        "Business matching · 24 tables",
        "商談エリア 24卓",
    )
    hall.add("reception", Box(8, 42, 12, 2), "Đón tiếp · in thẻ", "Reception · badges", "受付・バッジ発行")
    hall.add("cafe", Box(48, 42.5, 9, 2.5), "Cà phê", "Café", "カフェ")
    hall.add("office", Box(61, 42, 8, 3), "Ban tổ chức", "Organiser's office", "主催者事務局")

    steel, cnc, mould = "Thép và vật liệu", "Gia công CNC", "Khuôn mẫu, đồ gá"
    hall.line("A", 6, 0, [3] * 9, steel)
    hall.line("A", 39, 0, [3] * 9, steel)
    hall.line("B", 6, 6, [3] * 9, cnc)
    hall.line("B", 39, 6, [3] * 9, cnc)
    hall.line("C", 6, 9, [3] * 9, cnc)
    hall.line("C", 39, 9, [3, 3, 4, 4, 4, 3, 3, 3], cnc)
    hall.line("D", 6, 15, [3] * 7, "Khu Hà Nội", pavilion="HN")
    hall.put("D", Box(27, 15, 6, 6), "Khu Hà Nội", kind="raw", pavilion="HN", approval="committee")
    hall.put("D", Box(39, 15, 6, 6), mould, kind="raw", approval="committee")
    hall.line("D", 45, 15, [3] * 7, mould)
    hall.line("E", 6, 18, [3] * 7, "Khu Hà Nội", pavilion="HN")
    hall.line("E", 45, 18, [3] * 7, mould)
    hall.put("F", Box(6, 24, 3, 6), "Dập, rèn, đúc", kind="raw")
    hall.line("F", 9, 24, [3] * 8, "Dập, rèn, đúc")
    hall.put("F", Box(39, 24, 9, 6), "Khu Nhật Bản", kind="raw", pavilion="JP", approval="committee")
    hall.line("F", 51, 24, [3] * 5, "Khu Nhật Bản", pavilion="JP", approval="committee")
    hall.line("G", 9, 27, [3] * 8, "Dập, rèn, đúc")
    hall.line("G", 51, 27, [3] * 5, "Khu Nhật Bản", pavilion="JP", approval="committee")
    hall.line("H", 6, 33, [3, 3, 3, 6, 3, 3, 3, 3], "Xử lý bề mặt, nhiệt luyện")
    hall.line("J", 6, 36, [4, 4, 4, 3, 3, 3, 3, 3], "Xử lý bề mặt, nhiệt luyện")
    for x in (0, 69):
        for y in (6, 15, 24, 33):
            hall.column("K", x, y, [3, 3], "Dụng cụ cắt, đo kiểm")

    hall.add("zone", Box(5.5, 14.5, 28, 7), "Khu doanh nghiệp Hà Nội", "Hanoi pavilion", "ハノイ市企業パビリオン")
    hall.add("zone", Box(38.5, 23.5, 28, 7), "Khu Nhật Bản", "Japan pavilion", "日本パビリオン")
    hall.add(
        "gate",
        Box(33, 45, 6, 0),
        "Cổng A · lối chính",
        "Gate A · main entrance",
        "Aゲート 正面入口",
        gate="A",
    )
    hall.add(
        "gate",
        Box(22, 45, 4, 0),
        "Cổng B · đoàn và nhà mua hàng",
        "Gate B · groups and buyers",
        "Bゲート 団体・バイヤー",
        gate="B",
    )
    hall.add("door", Box(33, 0, 6, 0), "Cửa hàng, dựng gian", "Goods and build-up", "搬入口")
    hall.add("door", Box(72, 40, 0, 4), "Sang nhà 2", "To hall 2", "2号館へ")
    _exits(hall, 4.5, 13.5, 22.5, 31.5)
    _pillars(hall, (15, 27, 45, 57), (9, 18, 27, 36))
    return hall.finish()


def hall_two() -> Hall:
    hall = Hall(
        "N2",
        Names(
            "Nhà 2 · Nhựa, điện tử, tự động hóa",
            "Hall 2 · Plastics, electronics, automation",
            "2号館 樹脂・電子・自動化",
        ),
        60,
        42,
    )
    hall.add("stage", Box(43, 0, 13, 4), "Sân khấu", "Stage", "ステージ")
    hall.add("seats", Box(43, 5, 13, 6.5), "150 ghế", "150 seats", "150席")
    hall.add("room", Box(45, 33, 9, 6), "Phòng hội thảo H2", "Workshop room H2", "セミナールームH2")
    hall.add("reception", Box(34, 34.5, 8, 2), "Đón tiếp · in thẻ", "Reception · badges", "受付・バッジ発行")

    plastic, electronics, automation = "Nhựa và cao su", "Điện, điện tử", "Tự động hóa, robot"
    hall.line("L", 6, 0, [3] * 7, plastic)
    hall.line("L", 33, 0, [3] * 2, automation)
    hall.line("M", 6, 6, [3] * 7, plastic)
    hall.put("M", Box(33, 6, 7, 6), automation, kind="raw", approval="committee")
    hall.line("N", 6, 9, [3] * 7, plastic)
    hall.line("P", 6, 15, [3] * 5, electronics)
    hall.put("P", Box(21, 15, 6, 6), electronics, kind="raw", approval="committee")
    hall.line("P", 33, 15, [3] * 7, "Khu Hàn Quốc", pavilion="KR", approval="committee")
    hall.line("R", 6, 18, [3] * 5, electronics)
    hall.line("R", 33, 18, [3] * 7, "Khu Hàn Quốc", pavilion="KR", approval="committee")
    hall.line("S", 6, 24, [3] * 7, electronics)
    hall.put("S", Box(33, 24, 4, 6), automation, kind="raw")
    hall.line("S", 37, 24, [3] * 4, automation)
    hall.put("S", Box(49, 24, 5, 6), automation, kind="raw")
    hall.line("T", 6, 27, [4, 4, 4, 3, 3, 3], electronics)
    hall.line("T", 37, 27, [3] * 4, automation)
    hall.line("U", 6, 34, [2] * 10, "Khởi nghiệp, in 3D", depth=2, pavilion="STARTUP", approval="committee")
    hall.line("U", 6, 36, [2] * 10, "Khởi nghiệp, in 3D", depth=2, pavilion="STARTUP", approval="committee")
    for y in (6, 15, 24):
        hall.column("V", 0, y, [3, 3], plastic)
    for y in (15, 24):
        hall.column("V", 57, y, [3, 3], automation)

    hall.add("zone", Box(32.5, 14.5, 22, 7), "Khu Hàn Quốc", "Korea pavilion", "韓国パビリオン")
    hall.add("zone", Box(5.5, 33.5, 21, 5), "Khu khởi nghiệp", "Start-up corner", "スタートアップコーナー")
    hall.add("gate", Box(27, 42, 6, 0), "Cổng C", "Gate C", "Cゲート", gate="C")
    hall.add("door", Box(28, 0, 4, 0), "Cửa hàng, dựng gian", "Goods and build-up", "搬入口")
    hall.add("door", Box(0, 38.5, 0, 3), "Sang nhà 1", "To hall 1", "1号館へ")
    hall.add("door", Box(60, 38.5, 0, 3), "Sang nhà 3", "To hall 3", "3号館へ")
    _exits(hall, 13.5, 22.5, 31.5)
    _pillars(hall, (9, 21, 39, 51), (9, 18, 27, 36), frozenset({(51, 9), (39, 36)}))
    return hall.finish()


def hall_three() -> Hall:
    hall = Hall(
        "N3",
        Names("Nhà 3 · Nhà lắp ráp, quốc tế", "Hall 3 · Assemblers, international", "3号館 セットメーカー・海外"),
        48,
        39,
    )
    hall.add("cafe", Box(45, 36, 3, 3), "Cà phê", "Café", "カフェ")

    world = "Quốc tế"
    hall.line("W", 6, 0, [3] * 5, world)
    hall.line("W", 27, 0, [3] * 5, world)
    for x in (0, 45):
        hall.column("W", x, 6, [3, 3, 3], "Bơm, van, thủy lực" if x else "Bao bì, kho vận")
        hall.column("W", x, 18, [3, 3], "Bơm, van, thủy lực" if x else "Bao bì, kho vận")
        hall.column("W", x, 27, [3, 3], "Bơm, van, thủy lực" if x else "Bao bì, kho vận")
    hall.line("W", 6, 36, [3] * 4, "Dịch vụ, ngân hàng, đào tạo")
    hall.line("W", 30, 36, [3] * 4, "Dịch vụ, ngân hàng, đào tạo")
    for y, here in ((18, "BN"), (21, "BN")):
        hall.line("X", 6, y, [3] * 5, "Khu Bắc Ninh", pavilion=here)
        hall.line("X", 27, y, [3] * 5, "Linh kiện ô tô, xe máy")
    hall.line("Y", 6, 27, [3] * 5, "Năng lượng, đường sắt")
    hall.line("Y", 6, 30, [3] * 5, "Năng lượng, đường sắt")
    hall.put("Y", Box(27, 27, 3, 6), "Linh kiện ô tô, xe máy", kind="raw")
    hall.line("Y", 30, 27, [3] * 4, "Linh kiện ô tô, xe máy")
    hall.line("Y", 30, 30, [3] * 4, "Linh kiện ô tô, xe máy")
    for x in (6, 15, 27, 36):
        hall.put("Z", Box(x, 6, 6, 9), "Nhà lắp ráp", kind="raw", pavilion="BUYER", approval="committee")

    hall.add("zone", Box(5.5, 5.5, 37, 10), "Khu nhà lắp ráp", "Assemblers", "セットメーカーゾーン")
    hall.add("zone", Box(5.5, 17.5, 16, 7), "Khu Bắc Ninh", "Bac Ninh pavilion", "バクニン省パビリオン")
    hall.add("gate", Box(21, 39, 6, 0), "Cổng D", "Gate D", "Dゲート", gate="D")
    hall.add("door", Box(22, 0, 4, 0), "Cửa hàng, dựng gian", "Goods and build-up", "搬入口")
    hall.add("door", Box(0, 34, 0, 3), "Sang nhà 2", "To hall 2", "2号館へ")
    _exits(hall, 4.5, 16.5, 25.5)
    _pillars(hall, (9, 39), (10.5, 21, 30))
    return hall.finish()


def da_nang_hall() -> Hall:
    hall = Hall("A", Names("Nhà A", "Hall A", "A館"), 36, 27)
    hall.add("stage", Box(6, 0, 9, 3), "Sân khấu", "Stage", "ステージ")
    hall.add(
        "meeting_area",
        Box(30, 15, 6, 9),
        "Khu giao thương · 6 bàn",
        "Business matching · 6 tables",
        "商談エリア 6卓",
    )
    zone = "Cơ khí và điện tử"
    hall.line("A", 6, 6, [3] * 3, zone)
    hall.line("A", 21, 6, [3] * 3, zone)
    hall.line("B", 6, 9, [3] * 3, zone)
    hall.line("B", 21, 9, [3] * 3, zone)
    hall.line("C", 6, 15, [3] * 3, zone)
    hall.put("C", Box(21, 15, 6, 6), zone, kind="raw", approval="committee")
    hall.line("D", 6, 18, [3] * 3, zone)
    hall.column("E", 0, 6, [3, 3], zone)
    hall.column("E", 0, 15, [3, 3], zone)
    hall.line("E", 21, 0, [3], zone)
    hall.add("gate", Box(15, 27, 6, 0), "Cổng chính", "Main gate", "正面入口", gate="A")
    hall.add("door", Box(16, 0, 4, 0), "Cửa hàng, dựng gian", "Goods and build-up", "搬入口")
    _exits(hall, 4.5, 13.5)
    _pillars(hall, (9, 27), (9, 18), frozenset({(27, 18)}))
    return hall.finish()
