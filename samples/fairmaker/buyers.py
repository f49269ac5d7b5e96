"""Buyers and what they want: forty assemblers of invented names, each with parts of its own trade."""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

from fairmaker import places, terms
from fairmaker.dice import dice, low, slug
from fairmaker.parts import PARTS, Part, size_of
from fairmaker.people import Name, european, japanese, korean, vietnamese
from fairmaker.taxcode import TaxCodes

# Vietnamese legal name | short | English | Japanese | home country | language | industries | makes (vi) | makes (en) | makes (ja)
_BUYERS = """
Công ty TNHH Minato Seiki Việt Nam|Minato Seiki|Minato Seiki Vietnam Co., Ltd.|ミナト精機ベトナム|JP|ja|industrial-machines,semiconductor|máy gắp đặt và bàn định vị chính xác|pick-and-place machines and precision stages|実装機と精密ステージ
Công ty TNHH Yasuda Pump Hà Nam|Yasuda Pump|Yasuda Pump Ha Nam Co., Ltd.|安田ポンプ河南|JP|ja|pumps-valves,appliances|bơm nước gia dụng và công nghiệp|domestic and industrial pumps|家庭用・産業用ポンプ
Công ty TNHH Denko Linh kiện Việt Nam|Denko|Denko Parts Vietnam Co., Ltd.|デンコー部品ベトナム|JP|ja|automotive,motorcycle|hộp số và linh kiện truyền động|gearboxes and drive parts|変速機・駆動部品
Công ty TNHH Kitahama Denso-ki|Kitahama|Kitahama Denso-ki Vietnam Co., Ltd.|北浜電装機ベトナム|JP|ja|automotive,electronics|bó dây và bộ điều khiển ô tô|automotive harnesses and controllers|自動車用ハーネス・制御機器
Công ty TNHH Asagiri Máy văn phòng|Asagiri|Asagiri Office Machines Vietnam Co., Ltd.|朝霧事務機ベトナム|JP|ja|office-machines,electronics|máy in và máy quét|printers and scanners|プリンター・スキャナー
Công ty TNHH Hoshikawa Optics Việt Nam|Hoshikawa Optics|Hoshikawa Optics Vietnam Co., Ltd.|星川光学ベトナム|JP|ja|office-machines,electronics|cụm ống kính và camera|lens and camera units|レンズ・カメラユニット
Công ty TNHH Tsubame Motor Việt Nam|Tsubame Motor|Tsubame Motor Vietnam Co., Ltd.|つばめモーターベトナム|JP|ja|motorcycle|xe máy và động cơ nhỏ|motorcycles and small engines|二輪車・小型エンジン
Công ty TNHH Miyazu Medical Hà Nội|Miyazu Medical|Miyazu Medical Hanoi Co., Ltd.|宮津メディカルハノイ|JP|ja|medical|dụng cụ phẫu thuật và ống thông|surgical instruments and catheters|手術器具・カテーテル
Công ty TNHH Kurobe Nông cơ|Kurobe Agri|Kurobe Agricultural Machinery Vietnam Co., Ltd.|黒部農機ベトナム|JP|ja|agricultural-machines|máy kéo nhỏ và máy gặt|compact tractors and harvesters|小型トラクター・収穫機
Công ty TNHH Shinonome Điện lạnh|Shinonome|Shinonome Air Conditioning Vietnam Co., Ltd.|東雲空調ベトナム|JP|ja|appliances,energy|điều hòa không khí|air conditioners|空調機
Công ty TNHH Nagisa Aero Việt Nam|Nagisa Aero|Nagisa Aero Vietnam Co., Ltd.|渚エアロベトナム|JP|ja|aerospace|cửa và ghế máy bay|aircraft doors and seats|航空機ドア・座席
Công ty TNHH Okutama Seigyo|Okutama Seigyo|Okutama Seigyo Vietnam Co., Ltd.|奥多摩制御ベトナム|JP|ja|electronics,energy|biến tần và bộ điều khiển|inverters and controllers|インバータ・制御機器
Công ty TNHH Tatebayashi Xây dựng Cơ giới|Tatebayashi|Tatebayashi Construction Equipment Vietnam Co., Ltd.|館林建機ベトナム|JP|ja|construction-equipment|máy xúc cỡ nhỏ|mini excavators|小型ショベル
Công ty TNHH Sagami Railtec|Sagami Railtec|Sagami Railtec Vietnam Co., Ltd.|相模レールテックベトナム|JP|ja|railway|nội thất và cửa toa tàu|rail car interiors and doors|鉄道車両内装・ドア
Công ty TNHH Hansung Motor Việt Nam|Hansung Motor|Hansung Motor Vietnam Co., Ltd.||KR|ko|automotive|linh kiện khung gầm ô tô|automotive chassis parts|
Công ty TNHH Daeyoung Electronics Vina|Daeyoung|Daeyoung Electronics Vina Co., Ltd.||KR|ko|electronics|mô đun màn hình và camera|display and camera modules|
Công ty TNHH Mirae Semicon Việt Nam|Mirae Semicon|Mirae Semicon Vietnam Co., Ltd.||KR|ko|semiconductor|thiết bị kiểm tra chip|chip test equipment|
Công ty TNHH Sejin Home Appliances|Sejin Home|Sejin Home Appliances Vietnam Co., Ltd.||KR|ko|appliances|máy giặt và tủ lạnh|washing machines and refrigerators|
Công ty TNHH Woojin Battery Vina|Woojin Battery|Woojin Battery Vina Co., Ltd.||KR|ko|automotive,energy|mô đun pin xe điện|EV battery modules|
Công ty TNHH Taekwang Lighting|Taekwang Lighting|Taekwang Lighting Vietnam Co., Ltd.||KR|ko|lighting,electronics|đèn LED công nghiệp|industrial LED lighting|
Công ty TNHH Nordhaus Pumpen Việt Nam|Nordhaus|Nordhaus Pumpen Vietnam Co., Ltd.||DE|en|pumps-valves|bơm và van hóa chất|chemical pumps and valves|
Công ty TNHH Lindqvist Robotics|Lindqvist Robotics|Lindqvist Robotics Vietnam Co., Ltd.||SE|en|industrial-machines,logistics|robot kho và băng tải|warehouse robots and conveyors|
Công ty TNHH Ferrante Hydraulics Việt Nam|Ferrante|Ferrante Hydraulics Vietnam Co., Ltd.||IT|en|construction-equipment,pumps-valves|xi lanh và van thủy lực|hydraulic cylinders and valves|
Công ty TNHH Aerolys Việt Nam|Aerolys|Aerolys Vietnam Co., Ltd.||FR|en|aerospace|cụm cánh và giá đỡ máy bay|wing sub-assemblies and brackets|
Công ty TNHH Van der Meer Medical|Van der Meer|Van der Meer Medical Vietnam Co., Ltd.||NL|en|medical|bộ chẩn đoán và thiết bị hô hấp|diagnostic kits and respiratory devices|
Công ty TNHH Bergmann Energie Việt Nam|Bergmann Energie|Bergmann Energie Vietnam Co., Ltd.||DE|en|energy,electronics|tủ điện và trạm sạc|switchgear and charging stations|
Công ty TNHH Kessler Automotive Hải Phòng|Kessler|Kessler Automotive Hai Phong Co., Ltd.||DE|en|automotive|cụm ghế và cơ cấu chỉnh điện|seat assemblies and power adjusters|
Công ty TNHH Halvorsen Marine|Halvorsen|Halvorsen Marine Vietnam Co., Ltd.||NO|en|pumps-valves,industrial-machines|thiết bị tàu biển|marine equipment|
Công ty Cổ phần Ô tô Thăng Long Xanh|Ô tô Thăng Long Xanh|Thang Long Green Automobile JSC||VN|vi|automotive|xe buýt điện|electric buses|
Công ty Cổ phần Xe điện Sông Hồng|Xe điện Sông Hồng|Red River E-Mobility JSC||VN|vi|motorcycle,energy|xe máy điện|electric motorcycles|
Công ty Cổ phần Máy nông nghiệp Đồng Bằng|Máy nông nghiệp Đồng Bằng|Delta Agricultural Machinery JSC||VN|vi|agricultural-machines|máy cày và máy cấy|tillers and transplanters|
Công ty Cổ phần Thiết bị điện Trường Giang|Thiết bị điện Trường Giang|Truong Giang Electrical Equipment JSC||VN|vi|energy,electronics|công tơ và tủ điện|meters and switchgear|
Công ty Cổ phần Điện gia dụng Hoa Ban|Điện gia dụng Hoa Ban|Hoa Ban Home Appliances JSC||VN|vi|appliances|quạt và nồi cơm điện|fans and rice cookers|
Công ty Cổ phần Chế tạo Bơm Tây Đô|Bơm Tây Đô|Tay Do Pump Manufacturing JSC||VN|vi|pumps-valves|bơm nông nghiệp và cấp nước|irrigation and water supply pumps|
Công ty Cổ phần Toa xe Bắc Hà|Toa xe Bắc Hà|Bac Ha Rolling Stock JSC||VN|vi|railway|toa xe và bộ phận đường sắt|rolling stock and railway parts|
Công ty Cổ phần Máy công trình Lạc Việt|Máy công trình Lạc Việt|Lac Viet Construction Machinery JSC||VN|vi|construction-equipment|trạm trộn và máy nâng|mixing plants and lifts|
Công ty Cổ phần Thiết bị Y tế Sao Khuê|Y tế Sao Khuê|Sao Khue Medical Equipment JSC||VN|vi|medical|giường bệnh và máy thở|hospital beds and ventilators|
Công ty Cổ phần Viễn thông Kim Quy|Viễn thông Kim Quy|Kim Quy Telecom Equipment JSC||VN|vi|electronics|bộ định tuyến và trạm phát|routers and base stations|
Công ty Cổ phần Chiếu sáng Bình Minh Xanh|Chiếu sáng Bình Minh Xanh|Green Dawn Lighting JSC||VN|vi|lighting,energy|đèn đường và đèn nhà xưởng|street and high-bay lighting|
Công ty Cổ phần Logistics Thông minh Vạn Xuân|Vạn Xuân Logistics|Van Xuan Smart Logistics JSC||VN|vi|logistics,industrial-machines|giá kệ và hệ thống phân loại|racking and sorting systems|
"""
PROVINCES = (
    places.HANOI,
    places.HANOI,
    places.HANOI,
    places.BAC_NINH,
    places.HUNG_YEN,
    places.HAI_PHONG,
    places.NINH_BINH,
    places.PHU_THO,
)
NOTES_VI = (
    "Báo giá FOB Hải Phòng và giao tại nhà máy.", "Cần mẫu đầu trong 6 tuần sau khi duyệt giá.", "Đang nhập khẩu, muốn nội địa hóa trong năm.",
    "Kèm báo cáo kích thước từng lô, PPAP mức 3.", "Ưu tiên nhà máy cách dưới 100 km.", "Ưu tiên xưởng làm trọn gói cả xử lý bề mặt.",
    "Nhà cung cấp hiện tại hết công suất; cần nguồn thứ hai.", "Có thể chuyển khuôn sang nhà cung cấp mới.",
)  # fmt: skip
NOTES_JA = (
    "FOBハイフォンと工場渡しの両方で見積をお願いします。", "単価承認後6週間以内に初回サンプルが必要です。", "現在は輸入品、年内の現地調達化を希望。",
    "ロットごとの寸法報告書、PPAPレベル3が必要。", "100 km圏内の工場を優先します。", "表面処理まで一貫対応できる工場を希望。",
    "既存仕入先の能力不足のため、第二の調達先を探しています。", "金型の移管が可能です。",
)  # fmt: skip
NOTES_EN = (
    "Quote FOB Hai Phong and delivered to plant.", "First samples within 6 weeks of price approval.", "Imported today, to be localised this year.",
    "Dimension report per lot, PPAP level 3.", "Plants within 100 km preferred.", "Surface treatment included preferred.",
    "Present supplier is at capacity; a second source is needed.", "Tools can be moved to the new supplier.",
)  # fmt: skip
# processes whose yearly quantity is not counted in thousands
FEW_PIECES = {"mould-making": 1, "die-making": 1, "jig-making": 1, "automation": 1, "metrology": 40, "sinker-edm": 20, "wire-edm": 100,
"welding": 200, "additive": 150}  # fmt: skip


@dataclass
class Buyer:
    tax_code: str
    country: str
    language: str
    industries: tuple[str, ...]
    row: dict[str, str]
    email_domain: str
    contacts: list[Name] = field(default_factory=list)


def _contact(rng: random.Random, language: str) -> Name:
    return {"ja": japanese, "ko": korean, "en": european}.get(language, vietnamese)(rng)


def make_buyers(seed: int, count: int = 40) -> list[Buyer]:
    rng, tax, out = dice(seed, "buyers"), TaxCodes(dice(seed, "buyer-tax")), []
    for serial, line in enumerate(_BUYERS.strip().splitlines()[:count]):
        legal, short, english, ja, country, language, industries, vi_makes, en_makes, ja_makes = line.split("|")
        province = rng.choice(PROVINCES)
        address, ward = places.address(rng, province)
        domain, year, staff = f"{slug(short)}.example", rng.randint(1998, 2021), rng.randint(18, 240) * 10
        code = tax.next(rng.choice(province.tax_digits))
        row = {
            "tax_code": code, "legal_name": legal, "short_name": short, "name_en": english, "name_ja": ja, "slug": slug(short),
            "address_line": address, "ward": ward, "province": province.name, "country": "VN", "website": f"https://www.{domain}",
            "email": f"purchasing@{domain}", "phone": places.landline(province, 920 + serial), "founded_year": str(year),
            "employees": str(staff), "industries": industries.replace(",", ";"), "export_markets": country if country != "VN" else "",
            "about_vi": f"{short} sản xuất {vi_makes} tại {province.name} từ năm {year}, {staff} người. Bộ phận mua hàng tìm nhà cung cấp trong nước cho các chi tiết đang nhập khẩu.",
            "about_en": f"{english} has made {en_makes} in {province.name_en} since {year} with {staff} people. Purchasing looks for local sources of parts that are imported today.",
            "about_ja": f"{year}年よりベトナムで{ja_makes}を生産（従業員{staff}名）。輸入部品の現地調達先を探しています。" if ja_makes else "",
        }  # fmt: skip
        contacts = [_contact(rng, language), vietnamese(rng)]
        out.append(Buyer(code, country, language, tuple(industries.split(",")), row, domain, contacts))
    return out


def _standards(rng: random.Random, part: Part, buyer: Buyer) -> list[str]:
    wanted = [code for code in part.standards if rng.random() < 0.75]
    if buyer.language == "ja" and "as9100" in wanted and rng.random() < 0.5:
        wanted[wanted.index("as9100")] = "jis-q-9100"
    if "iatf-16949" in wanted and not {"automotive", "motorcycle"} & set(buyer.industries):
        wanted[wanted.index("iatf-16949")] = "iso-9001"
    return wanted


def make_needs(seed: int, buyers: list[Buyer], count: int, fair_day: date) -> list[dict[str, str]]:
    """Each buyer wants parts of its own industries; dimensions keep two wants of one kind apart."""
    rng, materials = dice(seed, "needs"), terms.names("material")
    rows, told = [], set[str]()
    shares = [count // len(buyers) + (1 if at < count % len(buyers) else 0) for at in range(len(buyers))]
    for at, buyer in enumerate(buyers):
        pool = [part for part in PARTS if set(part.industries) & set(buyer.industries)]
        rng.shuffle(pool)
        for number in range(shares[at]):
            part = pool[number % len(pool)]
            while True:
                material = rng.choice(part.materials)
                size = size_of(rng, part, material)
                title = f"{part.vi}, {size.words}, {low(materials[material][0])}"
                if title not in told:
                    break
            told.add(title)
            note = rng.randrange(len(NOTES_VI))
            notes = {"ja": NOTES_JA, "vi": NOTES_VI}.get(buyer.language, NOTES_EN)
            few, many = part.thousands
            pieces = rng.randint(few, many) * FEW_PIECES.get(part.process, 1000)
            rows.append({
                "buyer": buyer.tax_code, "code": f"{slug(buyer.row['short_name'])[:4].strip('-').upper()}-{at + 1:02d}{number + 1:02d}",
                "title_vi": title, "title_en": f"{part.en}, {size.words}, {materials[material][1]}",
                "title_ja": f"{part.ja} {size.words.replace('Ø', 'φ')} {materials[material][2]}" if buyer.language == "ja" else "",
                "process": part.process, "materials": material, "length_mm": str(max(1, round(size.length))), "width_mm": str(max(1, round(size.width))),
                "height_mm": str(max(1, round(size.height))), "weight_g": str(size.grams), "tolerance_um": str(rng.randint(*part.tolerance)),
                "annual_quantity": str(pieces), "standards": ";".join(_standards(rng, part, buyer)),
                "target_date": (fair_day + timedelta(days=rng.randint(2, 14) * 30)).replace(day=1).isoformat(),
                "confidentiality": "matched_only" if rng.random() < 0.15 else "open", "state": "open",
                "note": notes[note] if rng.random() < 0.7 else "",
            })  # fmt: skip
    return rows
