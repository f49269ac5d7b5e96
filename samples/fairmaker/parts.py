"""Parts that firms make and buyers want: name in three languages, material, shape, tolerance, yearly quantity.

Shape: `r` round (diameter x length), `b` block (length x width x height), `s` sheet (thickness x length x width), in mm.
"""

import random
from dataclasses import dataclass

# process|vi|en|ja|materials|shape|tolerance um|pieces a year (thousands)|standards|industries
_PARTS = """
cnc-turning|Trục bậc hộp số|Stepped gearbox shaft|変速機用段付きシャフト|scm440,scm415,s45c|r:22-48x120-260|10-50|12-90|iatf-16949|automotive,motorcycle
cnc-turning|Bạc dẫn hướng|Guide bushing|ガイドブッシュ|suj2,c3604,s45c|r:16-60x20-90|8-20|20-160|iso-9001|industrial-machines,construction-equipment
cnc-turning|Đầu nối ống thủy lực|Hydraulic hose fitting|油圧ホース継手|sum24l,s45c,sus304|r:14-42x25-80|30-100|60-400|iso-9001|construction-equipment,agricultural-machines,pumps-valves
cnc-turning|Puly nhôm băng tải|Aluminium conveyor pulley|コンベヤ用アルミプーリー|a6061|r:40-120x30-80|20-50|8-40|iso-9001|logistics,industrial-machines
cnc-turning|Thân van đồng|Brass valve body|真鍮製バルブボディ|c3604|r:18-50x30-70|20-50|40-300|iso-9001|pumps-valves,appliances
cnc-milling|Tấm đế máy kiểm tra|Tester base plate|検査装置用ベースプレート|a6061,a5052|b:180-420x120-300x12-30|15-30|1-8|iso-9001|semiconductor,electronics
cnc-milling|Giá đỡ cụm trục vít me|Ball screw support bracket|ボールねじサポートブラケット|s45c,a6061|b:80-200x60-120x40-90|10-20|3-24|iso-9001|industrial-machines
cnc-milling|Vỏ tản nhiệt bộ biến tần|Inverter heat-sink housing|インバータ用放熱ハウジング|a6061,a6063|b:140-280x90-180x30-80|30-50|6-40|iso-9001|energy,electronics
cnc-milling|Má kẹp cơ cấu gắp|Gripper jaw|ロボットハンド用グリッパ爪|a7075,pom|b:30-90x20-50x15-40|10-20|4-30|iso-9001|industrial-machines,semiconductor
five-axis|Thân khớp nối robot|Robot joint housing|ロボット関節ハウジング|a7075,a6061|b:110-240x90-200x70-160|8-20|2-14|iso-9001|industrial-machines,semiconductor
five-axis|Cánh công tác bơm|Pump impeller|ポンプ用インペラ|sus316l,a6061,ti64|r:60-220x25-90|10-30|1-12|iso-9001|pumps-valves,energy
five-axis|Giá gá thân ghế hàng không|Aircraft seat bracket|航空機シート用ブラケット|a7075|b:90-220x50-120x30-80|15-30|2-10|as9100|aerospace
five-axis|Thân dụng cụ phẫu thuật|Surgical instrument body|手術器具ボディ|sus420,sus316l|b:60-180x12-30x8-20|8-15|4-20|iso-13485|medical
mill-turn|Trục rô to bơm dầu|Oil pump rotor shaft|オイルポンプ用ローターシャフト|scm415,scm440|r:14-32x80-180|5-15|30-160|iatf-16949|automotive,motorcycle
mill-turn|Thân bơm phun nhiên liệu|Injector body|燃料噴射ノズルボディ|sus420,scm415|r:16-30x50-110|5-10|40-200|iatf-16949|automotive
swiss-turning|Chốt định vị máy in|Printer positioning pin|プリンター用位置決めピン|sum24l,sus304|r:2-8x8-60|5-15|200-2400|iso-9001|office-machines,electronics
swiss-turning|Trục nhỏ ống kính|Lens barrel shaft|レンズ鏡筒用シャフト|sus304,sum24l|r:1.5-5x10-45|4-8|300-1800|iso-9001|office-machines,electronics
swiss-turning|Vít xương|Bone screw|骨接合用スクリュー|ti64,sus316l|r:2.5-6x12-60|8-15|20-180|iso-13485|medical
wire-edm|Chày cối dập cắt|Blanking punch and die insert|打ち抜きパンチ・ダイ入れ子|skd11|b:20-80x15-60x30-80|3-5|1-6|iso-9001|automotive,electronics
sinker-edm|Lõi khuôn bánh răng nhựa|Plastic gear mould core|樹脂歯車用金型コア|nak80,skd61|b:40-110x40-110x30-70|4-8|1-4|iso-9001|office-machines,appliances
grinding|Ray dẫn hướng mài bóng|Ground guide rail|研削仕上げガイドレール|suj2,skd11|b:160-600x20-40x15-35|3-6|2-16|iso-9001|semiconductor,industrial-machines
grinding|Trục in mài tròn|Ground printing roller|研削ローラー|sus304,sum24l|r:10-40x220-420|4-10|20-160|iso-9001|office-machines
gear-cutting|Bánh răng trụ răng thẳng m 2, z 20|Spur gear, module 2, 20 teeth|平歯車 m2 z20|scm415,s45c,pom|r:40-48x10-25|10-25|30-180|iatf-16949|motorcycle,automotive
gear-cutting|Bánh răng nghiêng hộp số xe máy|Motorcycle helical gear|二輪車用はすば歯車|scm415|r:45-110x12-30|8-20|60-320|iatf-16949|motorcycle
gear-cutting|Trục vít bánh vít giảm tốc|Worm shaft for reducer|減速機用ウォーム軸|scm440|r:18-40x90-180|10-20|12-70|iso-9001|agricultural-machines,industrial-machines
mould-making|Khuôn ép ốp cản trước|Front bumper trim mould|フロントバンパートリム用金型|nak80,s45c|b:700-1400x420-800x380-700|20-50|1-2|iso-9001|automotive
mould-making|Khuôn ép vỏ máy in 2 lòng|2-cavity printer cover mould|プリンターカバー用2個取り金型|nak80|b:450-800x350-600x320-520|15-30|1-3|iso-9001|office-machines
mould-making|Khuôn ép hộp đấu nối 8 lòng|8-cavity connector mould|コネクタ用8個取り金型|nak80,skd61|b:300-500x280-450x260-400|5-12|1-4|iso-9001|electronics,automotive
die-making|Khuôn dập liên hoàn tai bắt|Progressive die for brackets|ブラケット用順送金型|skd11|b:600-1600x350-700x300-500|10-20|1-3|iatf-16949|automotive,motorcycle
jig-making|Đồ gá kiểm tra cụm đèn|Headlamp checking fixture|ヘッドランプ検査治具|a6061,s45c|b:400-900x300-700x200-500|20-40|1-2|iso-9001|automotive
jig-making|Đồ gá lắp mô đun camera|Camera module assembly jig|カメラモジュール組立治具|pom,a6061|b:120-260x80-180x20-60|8-15|1-4|iso-9001|electronics
stamping|Giá đỡ dập hàn|Stamped and welded bracket|プレス溶接ブラケット|spcc,saph440,sphc|s:1.2-3.2x80-220x60-140|100-200|60-420|iatf-16949|automotive,motorcycle
stamping|Tấm chắn nhiệt ống xả|Exhaust heat shield|排気管遮熱板|sus304,spcc|s:0.6-1.2x180-420x90-220|200-400|40-260|iatf-16949|motorcycle,automotive
stamping|Lá tiếp điểm|Contact terminal|接点端子|c5191,c1100|s:0.2-0.6x8-30x3-12|20-50|900-9000|iso-9001,rohs|electronics,appliances
stamping|Vỏ che nhiễu điện từ|EMI shield case|電磁シールドケース|spcc,sus304|s:0.15-0.4x12-60x10-45|30-60|400-6000|iso-9001,rohs|electronics
stamping|Lõi thép stato|Stator lamination|ステータ積層コア|spcc|s:0.35-0.5x60-140x60-140|20-40|80-700|iso-9001|appliances,pumps-valves
deep-drawing|Vỏ động cơ quạt|Fan motor can|ファンモーターケース|spcc,secc|r:50-120x30-90|80-150|100-600|iso-9001|appliances
deep-drawing|Chén lọc dầu|Oil filter cup|オイルフィルターカップ|spcc|r:60-110x50-120|100-200|120-700|iatf-16949|automotive
laser-cutting|Tấm mặt tủ điều khiển|Control cabinet front panel|制御盤フロントパネル|secc,ss400|s:1.2-3x400-1200x300-800|150-300|2-20|iso-9001|energy,industrial-machines
bending|Khung vỏ tủ sạc xe điện|EV charger enclosure|EV充電器筐体|secc,sus304|s:1.5-2x600-1500x350-700|300-500|1-12|iso-9001|energy
bending|Máng cáp đột lỗ|Perforated cable tray|パンチングケーブルトレイ|secc,sus304|s:1-2x1000-2400x100-400|300-800|6-40|iso-9001|construction-equipment,energy
tube-bending|Ống dẫn nước làm mát|Coolant pipe|冷却水パイプ|stkm,sus304|r:12-28x220-700|300-500|40-240|iatf-16949|automotive,motorcycle
tube-bending|Tay dắt sau xe máy|Motorcycle grab rail|二輪車グラブレール|stkm|r:16-25x420-800|500-1000|60-260|iso-9001|motorcycle
welding|Khung bệ máy ép|Press machine frame|プレス機フレーム|ss400|b:1200-3200x800-1800x600-1600|500-1000|1-2|iso-3834|industrial-machines
welding|Thùng dầu thủy lực|Hydraulic oil tank|油圧タンク|ss400,sphc|b:500-1200x350-800x300-700|800-1000|1-10|iso-3834|construction-equipment,agricultural-machines
robot-welding|Khung ghế ô tô|Car seat frame|自動車シートフレーム|saph440,stkm|b:420-560x380-520x250-600|300-500|30-180|iatf-16949|automotive
robot-welding|Càng sau xe điện|E-scooter swing arm|電動二輪車スイングアーム|stkm,sphc|b:380-560x180-280x80-160|200-400|40-200|iatf-16949|motorcycle
die-casting|Thân vỏ bơm nước|Water pump housing|ウォーターポンプハウジング|adc12|b:100-200x80-160x50-110|50-100|30-200|iatf-16949|automotive,pumps-valves
die-casting|Nắp máy xe máy|Motorcycle crankcase cover|二輪車クランクケースカバー|adc12|b:180-320x140-240x40-100|50-120|80-360|iatf-16949|motorcycle
die-casting|Tản nhiệt đèn LED|LED heat sink|LED用ヒートシンク|adc12,a6063|r:60-180x30-90|100-200|40-400|iso-9001|lighting
die-casting|Vỏ khóa kẽm đúc|Zinc lock housing|亜鉛ダイカスト錠ケース|zdc2|b:50-130x25-60x15-40|50-100|60-400|iso-9001|appliances
gravity-casting|Giá bắt động cơ nhôm|Aluminium engine mount bracket|アルミエンジンマウントブラケット|ac4c|b:120-260x90-180x60-140|150-300|20-120|iatf-16949|automotive
sand-casting|Thân bơm gang|Cast-iron pump casing|鋳鉄ポンプケーシング|fc250,fcd450|b:220-600x200-500x160-420|800-1500|2-20|iso-9001|pumps-valves
sand-casting|Vỏ hộp số máy kéo|Tractor gearbox case|トラクター用ギヤケース|fc250,fcd450|b:300-560x260-460x200-380|500-1200|3-24|iso-9001|agricultural-machines
investment-casting|Cánh van bướm inox|Stainless butterfly disc|ステンレス製バタフライ弁体|sus316l,sus304|r:50-260x10-40|100-250|4-40|iso-9001|pumps-valves
investment-casting|Khớp nối tay vịn toa tàu|Rail car handrail joint|鉄道車両手すり継手|sus304|b:60-160x40-90x30-70|150-250|3-18|iso-22163|railway
forging|Thanh truyền|Connecting rod blank|コネクティングロッド素形材|s45c,scm440|b:120-220x45-80x18-35|200-400|80-400|iatf-16949|motorcycle,automotive
forging|Mặt bích trục các đăng|Propeller shaft flange|プロペラシャフトフランジ|s45c|r:80-160x30-90|300-500|30-150|iatf-16949|automotive,construction-equipment
cold-forging|Chốt tán đầu côn|Countersunk rivet pin|皿リベットピン|swch|r:4-10x10-45|20-60|600-6000|iso-9001|motorcycle,automotive
injection|Ốp bảng điều khiển|Console trim panel|コンソールトリムパネル|abs,pc|b:180-520x90-260x20-80|80-200|40-260|iatf-16949|automotive
injection|Bánh răng nạp giấy|Paper feed gear|給紙ギヤ|pom|r:12-45x5-18|20-40|300-3200|iso-9001|office-machines
injection|Vỏ bộ nguồn|Power adapter case|電源アダプターケース|pc,abs|b:60-130x40-80x25-45|80-150|200-2000|ul-94,rohs|electronics
injection|Nắp bình nước phụ|Coolant reservoir cap|リザーバタンクキャップ|pp,pa66-gf30|r:35-70x18-40|60-120|120-700|iatf-16949|automotive,motorcycle
injection|Hộp thuốc thử chẩn đoán|Diagnostic reagent cartridge|診断試薬カートリッジ|pc,pp|b:40-110x20-60x8-25|30-60|200-2400|iso-13485|medical
insert-moulding|Giắc cắm cảm biến|Sensor connector|センサコネクタ|pbt-gf30,pa66-gf30|b:18-50x12-35x10-30|30-60|200-1800|iatf-16949|automotive,electronics
insert-moulding|Núm xoay chèn đồng|Knob with brass insert|真鍮インサートつまみ|abs,pa66-gf30|r:18-45x15-35|50-100|80-600|iso-9001|appliances
blow-moulding|Ống dẫn khí nạp|Air intake duct|エアインテークダクト|pp|b:220-600x90-240x70-200|500-800|30-180|iatf-16949|automotive
rubber-moulding|Gioăng nắp máy|Cover gasket|カバーガスケット|nbr,epdm|b:80-320x60-220x3-8|100-250|120-900|iatf-16949|motorcycle,automotive
rubber-moulding|Cao su giảm chấn|Anti-vibration mount|防振ゴム|epdm,nbr|r:25-90x20-70|150-300|80-500|iatf-16949|automotive,construction-equipment
rubber-moulding|Van silicon y tế|Medical silicone valve|医療用シリコーンバルブ|vmq|r:6-25x4-18|50-100|200-2400|iso-13485|medical
extrusion|Thanh khung pin năng lượng mặt trời|Solar panel frame profile|太陽光パネルフレーム材|a6063|b:900-2200x30-45x25-40|150-250|60-500|iso-9001|energy
extrusion|Vỏ pin xe điện|EV battery case profile|EVバッテリーケース材|a6061,a6063|b:400-1600x120-300x60-140|150-250|6-40|iatf-16949|automotive
plating|Mạ kẽm niken bu lông khung|Zinc-nickel plating of frame bolts|フレームボルト亜鉛ニッケルめっき|swch,scm440|r:8-16x30-120|5-12|500-4000|iatf-16949|automotive,motorcycle
anodizing|Anode cứng tấm buồng chân không|Hard anodizing of chamber plates|真空チャンバー板 硬質アルマイト|a6061,a5052|b:200-900x160-700x12-40|5-10|1-6|iso-9001|semiconductor
powder-coating|Sơn vỏ cục nóng điều hòa|Coating of outdoor unit casing|室外機ケース塗装|secc|s:0.6-1x500-950x300-700|40-80|60-400|iso-9001|appliances
heat-treatment|Thấm các bon bánh răng|Gear carburizing|歯車浸炭焼入れ|scm415|r:40-140x15-50|20-50|100-800|iatf-16949|motorcycle,automotive
spring-making|Lò xo nén van|Valve compression spring|バルブ圧縮ばね|swp,sus301|r:8-30x20-90|50-100|300-3000|iatf-16949|motorcycle,automotive,pumps-valves
spring-making|Lò xo xoắn nắp máy|Cover torsion spring|カバーねじりばね|swp,sus301|r:4-14x10-40|60-120|400-4000|iso-9001|office-machines,electronics
fasteners|Bu lông bắt bánh xe|Wheel bolt|ホイールボルト|scm440|r:10-16x30-70|40-80|500-5000|iatf-16949|automotive
fasteners|Vít tự ren cho nhựa|Self-tapping screw for plastics|樹脂用タッピンねじ|swch,sus304|r:2-5x6-25|40-80|5000-60000|iso-9001,rohs|electronics,appliances
smt|Lắp ráp bo điều khiển máy giặt|Washing machine control board assembly|洗濯機制御基板実装|fr4|b:120-240x80-160x15-35|50-50|80-500|ipc-a-610,rohs|appliances
smt|Lắp ráp bo nguồn LED|LED driver board assembly|LED電源基板実装|fr4|b:60-200x25-60x10-30|50-50|100-900|ipc-a-610,rohs|lighting
pcb|Mạch in 4 lớp bộ đo|4-layer PCB for meters|計測器用4層プリント基板|fr4|b:60-180x50-140x1.6-1.6|75-100|40-400|ipc-a-610,rohs|electronics,energy
pcb|Mạch dẻo màn hình|Flexible display circuit|表示器用フレキシブル基板|polyimide|b:30-120x8-40x0.2-0.3|50-75|200-2400|rohs|electronics
wire-harness|Bó dây cửa xe|Door wire harness|ドアワイヤーハーネス|c1100|r:6-18x900-2400|1000-2000|30-200|iatf-16949|automotive
wire-harness|Dây nguồn cụm mô tơ|Motor lead harness|モーター用リードハーネス|c1100|r:4-10x250-900|1000-2000|80-700|iso-9001|appliances,office-machines
winding|Cuộn dây stato bơm|Pump stator winding|ポンプ用ステータ巻線|c1100|r:60-140x40-120|50-100|40-260|iso-9001|pumps-valves,appliances
winding|Biến áp tần số cao|High-frequency transformer|高周波トランス|c1100|b:20-60x18-50x15-45|50-100|120-1200|rohs|electronics,energy
automation|Máy siết vít tự động 4 trục|4-spindle screwdriving machine|4軸自動ねじ締め機|a6061,ss400|b:900-1600x800-1400x1600-2000|20-50|1-1|iso-9001|electronics,office-machines
automation|Băng tải gắp xếp khay|Tray pick-and-place conveyor|トレイ搬送ピック＆プレース装置|a6061|b:1800-5200x600-1200x900-1400|50-50|1-1|iso-9001|electronics,logistics
assembly|Lắp cụm khóa cửa|Door latch sub-assembly|ドアラッチ組立|spcc,pom|b:90-180x60-120x40-80|50-100|60-300|iatf-16949|automotive
additive|Ống nối khí in 3D kim loại|Printed metal manifold|金属3Dプリントマニホールド|ti64,sus316l|b:60-200x40-140x30-120|80-100|1-2|as9100|aerospace,energy
additive|Mẫu thử vỏ tai nghe|Earphone housing prototypes|イヤホン筐体試作|pa66-gf30|b:20-60x18-40x15-30|80-100|1-2|iso-9001|electronics
metrology|Đo CMM cụm khuôn|CMM inspection of mould sets|金型三次元測定|skd61|b:200-700x200-600x100-400|2-4|1-2|iso-17025|automotive,electronics
packaging|Khay xốp chống tĩnh điện|Anti-static foam tray|帯電防止フォームトレイ|pe-foam|b:280-520x200-380x25-70|500-1000|40-400|iso-9001|electronics,semiconductor
packaging|Thùng carton xuất khẩu 7 lớp|7-ply export carton|輸出用7層段ボール箱|cardboard|b:400-1200x300-1000x250-900|1000-2000|20-200|iso-9001|logistics,automotive
"""

DENSITY = {  # g per cm3
    "a": 2.7, "c": 8.6, "t": 4.5, "p": 1.2, "e": 1.1, "v": 1.15, "n": 1.2, "z": 6.6, "s": 7.85, "f": 7.2,
}  # fmt: skip
PLASTICS_AND_BOARDS = {
    "abs": 1.05,
    "adc12": 2.7,
    "ac4c": 2.7,
    "nak80": 7.8,
    "fr4": 1.85,
    "cardboard": 0.15,
    "pe-foam": 0.05,
}


@dataclass(frozen=True)
class Part:
    process: str
    vi: str
    en: str
    ja: str
    materials: tuple[str, ...]
    form: str
    spans: tuple[tuple[float, float], ...]
    tolerance: tuple[int, int]
    thousands: tuple[int, int]
    standards: tuple[str, ...]
    industries: tuple[str, ...]


@dataclass(frozen=True)
class Size:
    """One drawn part: three edges in mm, the words for them, and its weight."""

    length: float
    width: float
    height: float
    words: str
    grams: int


def _span(text: str) -> tuple[float, float]:
    low, high = text.split("-")
    return float(low), float(high)


def _read(line: str) -> Part:
    process, vi, en, ja, materials, shape, tolerance, thousands, standards, industries = line.split("|")
    form, spans = shape.split(":")
    tol, qty = ([int(edge) for edge in text.split("-")] for text in (tolerance, thousands))
    return Part(process, vi, en, ja, tuple(materials.split(",")), form, tuple(_span(s) for s in spans.split("x")),
                (tol[0], tol[1]), (qty[0], qty[1]), tuple(standards.split(",")), tuple(industries.split(",")))  # fmt: skip


PARTS = tuple(_read(line) for line in _PARTS.strip().splitlines())


def _draw(rng: random.Random, low: float, high: float) -> float:
    value = rng.uniform(low, high)
    if high < 5:
        return round(value, 2 if high < 1 else 1)
    return float(round(value)) if high < 300 else float(round(value / 5) * 5)


def size_of(rng: random.Random, part: Part, material: str) -> Size:
    edges = [_draw(rng, low, high) for low, high in part.spans]
    grams_per_mm3 = PLASTICS_AND_BOARDS.get(material, DENSITY.get(material[0], 7.8)) / 1000
    if part.form == "r":
        diameter, length = edges
        volume = 0.785 * diameter * diameter * length * (0.25 if part.process == "wire-harness" else 0.7)
        return Size(
            length,
            diameter,
            diameter,
            f"Ø{diameter:g} × {length:g} mm",
            max(1, round(volume * grams_per_mm3)),
        )
    if part.form == "s":
        thick, length, width = edges
        volume = thick * length * width * 0.8
        return Size(
            length,
            width,
            thick,
            f"{length:g} × {width:g} mm, t {thick:g}",
            max(1, round(volume * grams_per_mm3)),
        )
    length, width, height = edges
    fill = 0.06 if part.process in {"automation", "welding", "robot-welding", "blow-moulding", "packaging"} else 0.3
    volume = length * width * height * fill
    return Size(
        length,
        width,
        height,
        f"{length:g} × {width:g} × {height:g} mm",
        max(1, round(volume * grams_per_mm3)),
    )
