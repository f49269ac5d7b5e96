"""Processes, materials, standards and industries: code, Vietnamese, English, Japanese."""

PROCESSES = """
cnc-turning|Tiện CNC|CNC turning|CNC旋盤加工
cnc-milling|Phay CNC|CNC milling|CNCフライス加工
five-axis|Phay CNC 5 trục|5-axis machining|5軸加工
mill-turn|Tiện phay phối hợp|Mill-turn|複合加工
swiss-turning|Tiện chi tiết nhỏ (đầu trượt)|Swiss-type turning|自動旋盤加工
wire-edm|Cắt dây EDM|Wire EDM|ワイヤー放電加工
sinker-edm|Xung điện EDM|Sinker EDM|形彫り放電加工
grinding|Mài phẳng, mài tròn|Grinding|研削加工
gear-cutting|Gia công bánh răng|Gear cutting|歯切り加工
mould-making|Chế tạo khuôn ép nhựa|Injection mould making|射出成形金型製作
die-making|Chế tạo khuôn dập|Press die making|プレス金型製作
jig-making|Đồ gá, dụng cụ đo|Jigs and gauges|治具・検具製作
stamping|Dập nguội|Metal stamping|プレス加工
deep-drawing|Dập vuốt sâu|Deep drawing|深絞り加工
laser-cutting|Cắt laser|Laser cutting|レーザー切断
bending|Chấn, uốn tấm|Sheet metal bending|板金曲げ加工
tube-bending|Uốn ống|Tube bending|パイプ曲げ加工
welding|Hàn kết cấu|Welding|溶接
robot-welding|Hàn robot|Robot welding|ロボット溶接
die-casting|Đúc áp lực nhôm, kẽm|Die casting|ダイカスト
gravity-casting|Đúc trọng lực|Gravity casting|重力鋳造
sand-casting|Đúc gang khuôn cát|Sand casting|砂型鋳造
investment-casting|Đúc mẫu chảy|Investment casting|ロストワックス鋳造
forging|Rèn dập nóng|Hot forging|熱間鍛造
cold-forging|Dập nguội tạo đầu|Cold heading|冷間圧造
injection|Ép phun nhựa|Injection moulding|射出成形
insert-moulding|Ép phun chèn kim loại|Insert moulding|インサート成形
blow-moulding|Thổi nhựa|Blow moulding|ブロー成形
rubber-moulding|Ép cao su|Rubber moulding|ゴム成形
extrusion|Đùn ép nhôm|Aluminium extrusion|アルミ押出
plating|Mạ kẽm, niken, crôm|Electroplating|めっき
anodizing|Anode nhôm|Anodizing|アルマイト処理
powder-coating|Sơn tĩnh điện|Powder coating|粉体塗装
heat-treatment|Nhiệt luyện|Heat treatment|熱処理
spring-making|Chế tạo lò xo|Spring making|ばね製造
fasteners|Bu lông, ốc vít|Fasteners|ねじ・ボルト製造
smt|Dán linh kiện SMT|SMT assembly|SMT実装
pcb|Chế tạo mạch in|PCB fabrication|プリント基板製造
wire-harness|Bó dây điện|Wire harness|ワイヤーハーネス
winding|Quấn dây, động cơ điện|Coil winding|コイル巻線
automation|Máy tự động, dây chuyền|Automation equipment|自動化設備
assembly|Lắp ráp cụm|Sub-assembly|組立
additive|In 3D kim loại, nhựa|Additive manufacturing|3Dプリント
metrology|Đo kiểm, hiệu chuẩn|Metrology|測定・校正
packaging|Bao bì kỹ thuật|Industrial packaging|工業用包装
"""

MATERIALS = """
s45c|Thép S45C|Steel S45C|S45C
scm440|Thép SCM440|Alloy steel SCM440|SCM440
scm415|Thép SCM415|Case-hardening steel SCM415|SCM415
ss400|Thép SS400|Structural steel SS400|SS400
skd11|Thép SKD11|Tool steel SKD11|SKD11
skd61|Thép SKD61|Tool steel SKD61|SKD61
nak80|Thép khuôn NAK80|Mould steel NAK80|NAK80
suj2|Thép vòng bi SUJ2|Bearing steel SUJ2|SUJ2
sum24l|Thép dễ cắt SUM24L|Free-cutting steel SUM24L|SUM24L
swch|Dây thép dập nguội SWCH|Cold-heading wire SWCH|SWCH
swp|Dây thép lò xo SWP|Piano wire SWP|SWP
sus304|Inox SUS304|Stainless SUS304|SUS304
sus316l|Inox SUS316L|Stainless SUS316L|SUS316L
sus420|Inox SUS420J2|Stainless SUS420J2|SUS420J2
sus301|Inox lò xo SUS301|Spring stainless SUS301|SUS301
spcc|Tôn cán nguội SPCC|Cold-rolled sheet SPCC|SPCC
secc|Tôn mạ điện SECC|Electro-galvanized SECC|SECC
sphc|Tôn cán nóng SPHC|Hot-rolled sheet SPHC|SPHC
saph440|Thép tấm ô tô SAPH440|Automotive sheet SAPH440|SAPH440
stkm|Thép ống STKM13A|Steel tube STKM13A|STKM13A
fc250|Gang xám FC250|Grey iron FC250|FC250
fcd450|Gang cầu FCD450|Ductile iron FCD450|FCD450
a5052|Nhôm A5052|Aluminium A5052|A5052
a6061|Nhôm A6061-T6|Aluminium A6061-T6|A6061-T6
a6063|Nhôm A6063-T5|Aluminium A6063-T5|A6063-T5
a7075|Nhôm A7075-T6|Aluminium A7075-T6|A7075-T6
adc12|Nhôm đúc ADC12|Die-cast aluminium ADC12|ADC12
ac4c|Nhôm đúc AC4C|Cast aluminium AC4C|AC4C
zdc2|Kẽm đúc ZDC2|Zinc alloy ZDC2|ZDC2
c3604|Đồng thau C3604|Brass C3604|C3604
c1100|Đồng đỏ C1100|Copper C1100|C1100
c5191|Đồng phốt pho C5191|Phosphor bronze C5191|C5191
ti64|Titan Ti-6Al-4V|Titanium Ti-6Al-4V|Ti-6Al-4V
pom|Nhựa POM|POM|POM
pa66-gf30|Nhựa PA66-GF30|PA66-GF30|PA66-GF30
abs|Nhựa ABS|ABS|ABS
pc|Nhựa PC|Polycarbonate|PC
pp|Nhựa PP|PP|PP
pbt-gf30|Nhựa PBT-GF30|PBT-GF30|PBT-GF30
pps|Nhựa PPS-GF40|PPS-GF40|PPS-GF40
peek|Nhựa PEEK|PEEK|PEEK
epdm|Cao su EPDM|EPDM rubber|EPDM
nbr|Cao su NBR|NBR rubber|NBR
vmq|Silicon VMQ|Silicone VMQ|シリコーンゴムVMQ
fr4|Phíp FR-4|FR-4 laminate|FR-4
polyimide|Màng polyimide|Polyimide film|ポリイミド
cardboard|Carton sóng|Corrugated board|段ボール
pe-foam|Xốp PE|PE foam|PEフォーム
"""

STANDARDS = """
iso-9001|ISO 9001:2015 Quản lý chất lượng|ISO 9001:2015 Quality management|ISO 9001:2015 品質マネジメント
iatf-16949|IATF 16949:2016 Chất lượng ngành ô tô|IATF 16949:2016 Automotive quality|IATF 16949:2016 自動車品質
iso-14001|ISO 14001:2015 Quản lý môi trường|ISO 14001:2015 Environment|ISO 14001:2015 環境
iso-45001|ISO 45001:2018 An toàn lao động|ISO 45001:2018 Occupational safety|ISO 45001:2018 労働安全衛生
iso-13485|ISO 13485:2016 Thiết bị y tế|ISO 13485:2016 Medical devices|ISO 13485:2016 医療機器
as9100|AS9100 Rev D Hàng không|AS9100 Rev D Aerospace|AS9100 Rev D 航空宇宙
jis-q-9100|JIS Q 9100 Hàng không|JIS Q 9100 Aerospace|JIS Q 9100 航空宇宙
iso-17025|ISO/IEC 17025 Phòng thử nghiệm|ISO/IEC 17025 Laboratories|ISO/IEC 17025 試験所
iso-3834|ISO 3834-2 Chất lượng hàn|ISO 3834-2 Welding quality|ISO 3834-2 溶接品質
ipc-a-610|IPC-A-610 Lắp ráp điện tử|IPC-A-610 Electronic assemblies|IPC-A-610 電子組立
ul-94|UL 94 Chống cháy nhựa|UL 94 Plastics flammability|UL 94 難燃性
rohs|RoHS Hạn chế chất độc hại|RoHS Hazardous substances|RoHS 有害物質規制
iso-50001|ISO 50001:2018 Quản lý năng lượng|ISO 50001:2018 Energy|ISO 50001:2018 エネルギー
iso-22163|ISO 22163 Đường sắt|ISO 22163 Railway|ISO 22163 鉄道
"""

INDUSTRIES = """
automotive|Ô tô|Automotive|自動車
motorcycle|Xe máy|Motorcycles|二輪車
electronics|Điện tử|Electronics|電子機器
appliances|Điện gia dụng|Home appliances|家電
office-machines|Máy văn phòng|Office machines|事務機器
industrial-machines|Máy công nghiệp|Industrial machinery|産業機械
agricultural-machines|Máy nông nghiệp|Agricultural machinery|農業機械
medical|Thiết bị y tế|Medical devices|医療機器
aerospace|Hàng không|Aerospace|航空宇宙
railway|Đường sắt|Railway|鉄道
energy|Năng lượng|Energy|エネルギー
construction-equipment|Máy xây dựng|Construction equipment|建設機械
semiconductor|Bán dẫn|Semiconductors|半導体
pumps-valves|Bơm và van|Pumps and valves|ポンプ・バルブ
lighting|Chiếu sáng|Lighting|照明
logistics|Kho vận, bao bì|Logistics and packaging|物流・包装
"""

KINDS = (("process", PROCESSES), ("material", MATERIALS), ("standard", STANDARDS), ("industry", INDUSTRIES))


def term_rows() -> list[dict[str, str]]:
    rows = []
    for kind, block in KINDS:
        for line in block.strip().splitlines():
            code, vi, en, ja = line.split("|")
            rows.append({"kind": kind, "code": code, "name_vi": vi, "name_en": en, "name_ja": ja})
    return rows


def names(kind: str) -> dict[str, tuple[str, str, str]]:
    """Code -> (vi, en, ja) of one kind."""
    rows = (row for row in term_rows() if row["kind"] == kind)
    return {row["code"]: (row["name_vi"], row["name_en"], row["name_ja"]) for row in rows}
