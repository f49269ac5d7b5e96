"""What kinds of firm there are: how they are named, what they do, in what, for whom."""

from dataclasses import dataclass

# key | weight | Vietnamese stems | English stems | main processes | further processes | materials | industries | standards
_TRADES = """
machining|13|Cơ khí Chính xác;Gia công CNC;Cơ khí Kỹ thuật|Precision Engineering;CNC Machining;Precision Mechanics|cnc-turning,cnc-milling|five-axis,mill-turn,grinding,wire-edm,jig-making|s45c,scm440,sus304,a6061,a5052,c3604,pom|automotive,industrial-machines,semiconductor|iso-9001
five-axis|5|Cơ khí Chính xác;Kỹ thuật 5 trục|Advanced Machining;Five-Axis Engineering|five-axis,mill-turn|cnc-milling,grinding,metrology|a7075,ti64,sus316l,a6061,peek|aerospace,medical,semiconductor|as9100,iso-13485,jis-q-9100
small-turning|4|Tiện Chính xác;Chi tiết nhỏ|Micro Turning;Small Parts|swiss-turning|cnc-turning,grinding|sum24l,c3604,sus304,suj2|office-machines,electronics,medical|iso-9001,iso-13485
mould|9|Khuôn mẫu;Khuôn Chính xác;Khuôn và Sản phẩm Nhựa|Mould Technology;Tool and Mould;Precision Mould|mould-making|wire-edm,sinker-edm,cnc-milling,injection,five-axis|nak80,skd61,skd11,s45c|automotive,motorcycle,appliances,electronics|iso-9001
die|4|Khuôn dập;Khuôn và Dập Kim loại|Press Tooling;Die Engineering|die-making,stamping|wire-edm,grinding,cnc-milling|skd11,s45c,spcc|automotive,motorcycle,appliances|iso-9001,iatf-16949
stamping|8|Dập Kim loại;Dập nguội;Linh kiện Kim loại|Metal Stamping;Press Parts;Metal Components|stamping|deep-drawing,die-making,robot-welding,bending|spcc,secc,sphc,saph440,sus304,c1100|automotive,motorcycle,electronics,appliances|iatf-16949,iso-9001
sheet|8|Gia công Tấm;Cơ khí Tấm;Vỏ tủ Công nghiệp|Sheet Metal;Fabrication;Enclosures|laser-cutting,bending|welding,powder-coating,robot-welding|ss400,spcc,secc,sus304,a5052|industrial-machines,energy,electronics|iso-9001,iso-3834
welding|4|Kết cấu Hàn;Cơ khí Hàn;Khung và Kết cấu|Welded Structures;Frames and Welding|welding,robot-welding|tube-bending,laser-cutting,powder-coating|ss400,stkm,sphc,saph440|motorcycle,construction-equipment,agricultural-machines,railway|iso-3834,iso-9001
die-casting|5|Đúc Áp lực;Đúc Nhôm;Kim loại Đúc|Die Casting;Aluminium Casting|die-casting|cnc-milling,cnc-turning,powder-coating|adc12,zdc2|motorcycle,automotive,pumps-valves,lighting|iatf-16949,iso-9001
casting|4|Đúc Gang thép;Đúc Chính xác;Luyện kim và Đúc|Foundry;Iron Casting;Precision Casting|sand-casting|investment-casting,cnc-turning,heat-treatment|fc250,fcd450,sus304|agricultural-machines,pumps-valves,industrial-machines|iso-9001
investment|2|Đúc Mẫu chảy;Đúc Chính xác|Investment Casting;Lost-Wax Casting|investment-casting|cnc-milling,heat-treatment|sus304,sus316l,scm440|pumps-valves,medical,railway|iso-9001
gravity|2|Đúc Trọng lực;Hợp kim Nhôm|Gravity Casting;Light Alloys|gravity-casting|cnc-milling,heat-treatment|ac4c|automotive,motorcycle,railway|iatf-16949
forging|3|Rèn dập;Rèn Khuôn nóng|Forging;Hot Forge|forging|heat-treatment,cnc-turning|s45c,scm440,scm415|automotive,motorcycle,construction-equipment|iatf-16949,iso-9001
gears|3|Bánh răng;Truyền động|Gears;Transmission|gear-cutting|cnc-turning,heat-treatment,grinding|scm415,scm440,s45c,pom|motorcycle,agricultural-machines,automotive|iatf-16949,iso-9001
plastic|11|Nhựa Kỹ thuật;Ép phun;Nhựa Chính xác;Linh kiện Nhựa|Engineering Plastics;Plastic Parts;Injection Moulding|injection|insert-moulding,mould-making,assembly|abs,pc,pa66-gf30,pp,pom,pbt-gf30|automotive,motorcycle,office-machines,appliances,electronics|iso-9001,iatf-16949
blow|1.5|Nhựa Thổi;Bao bì Nhựa|Blow Moulding;Plastic Containers|blow-moulding|injection|pp|automotive,logistics,agricultural-machines|iso-9001
rubber|5|Cao su Kỹ thuật;Gioăng phớt|Rubber Technology;Seals and Gaskets|rubber-moulding|insert-moulding,mould-making|epdm,nbr,vmq|automotive,motorcycle,pumps-valves,medical|iatf-16949,iso-9001
spring|3|Lò xo;Lò xo và Dây uốn|Springs;Springs and Wire Forms|spring-making|stamping,heat-treatment|swp,sus301,c5191|motorcycle,electronics,office-machines|iso-9001,iatf-16949
fasteners|4|Bu lông Ốc vít;Chi tiết Lắp xiết|Fasteners;Bolts and Screws|fasteners,cold-forging|plating,heat-treatment|swch,scm440,sus304|motorcycle,automotive,construction-equipment|iso-9001,iatf-16949
plating|5|Xi mạ;Công nghệ Bề mặt;Mạ Công nghiệp|Plating;Surface Technology|plating|anodizing,powder-coating|spcc,c3604,a6061,ss400|electronics,motorcycle,industrial-machines|iso-14001,iso-9001
anodizing|2.5|Anode Nhôm;Xử lý Bề mặt|Anodizing;Surface Finishing|anodizing|powder-coating,plating|a6061,a6063,a5052,a7075|semiconductor,electronics,aerospace|iso-14001,iso-9001
coating|3|Sơn tĩnh điện;Sơn Công nghiệp|Powder Coating;Industrial Coating|powder-coating|welding,bending|ss400,spcc,a6063|appliances,energy,motorcycle|iso-9001
heat|3|Nhiệt luyện;Công nghệ Nhiệt luyện|Heat Treatment;Thermal Technology|heat-treatment|metrology|scm440,scm415,s45c,skd11,suj2|automotive,motorcycle,industrial-machines|iatf-16949,iso-9001
extrusion|2.5|Nhôm Định hình;Nhôm Công nghiệp|Aluminium Profiles;Extrusion|extrusion|anodizing,cnc-milling,assembly|a6063,a6061|automotive,energy,lighting,industrial-machines|iso-9001,iso-14001
smt|5|Điện tử;Lắp ráp Điện tử;Mạch Điện tử|Electronics;Electronic Assembly;EMS|smt|assembly,insert-moulding,metrology|fr4|electronics,appliances,automotive,lighting|ipc-a-610,iso-9001,rohs
pcb|2|Mạch in;Công nghệ Mạch in|Printed Circuits;PCB Technology|pcb|smt|fr4,polyimide|electronics,semiconductor,automotive|ipc-a-610,rohs
harness|4|Dây điện;Bó dây Điện|Wire Harness;Cable Assembly|wire-harness|assembly,insert-moulding|c1100,pbt-gf30|automotive,motorcycle,appliances,office-machines|iatf-16949,iso-9001
motor|2.5|Động cơ Điện;Cuộn dây Điện từ|Electric Motors;Coils and Windings|winding|assembly,stamping|c1100,spcc|appliances,pumps-valves,energy|iso-9001
automation|8|Tự động hóa;Robot và Tự động hóa;Máy Chuyên dụng|Automation;Robotics;Special Machines|automation|assembly,jig-making,cnc-milling|a6061,ss400,sus304|electronics,automotive,semiconductor,logistics|iso-9001
jigs|4|Đồ gá;Đồ gá và Dụng cụ đo|Jigs and Fixtures;Gauges|jig-making|cnc-milling,grinding,wire-edm|skd11,a6061,pom,s45c|electronics,automotive,office-machines|iso-9001
metrology|1.5|Đo lường;Kiểm định và Đo lường|Metrology;Calibration|metrology|jig-making|sus304,a6061|semiconductor,automotive,aerospace|iso-17025
additive|1.5|In 3D Công nghiệp;Công nghệ In 3D|Additive Manufacturing;3D Printing|additive|cnc-milling|ti64,sus316l,pa66-gf30|medical,aerospace,automotive|iso-9001,iso-13485
packaging|3|Bao bì Công nghiệp;Bao bì Kỹ thuật|Industrial Packaging;Packaging Solutions|packaging|assembly|cardboard,pe-foam|logistics,electronics,automotive|iso-9001
tube|2|Ống thép;Uốn ống Kỹ thuật|Tube Forming;Tubes and Pipes|tube-bending|robot-welding,plating|stkm,sus304|motorcycle,automotive,appliances|iatf-16949,iso-9001
medical|1.5|Thiết bị Y tế;Cơ khí Y tế|Medical Components;Medical Precision|swiss-turning,five-axis|additive,assembly|sus316l,ti64,peek,sus420|medical|iso-13485,iso-9001
"""


@dataclass(frozen=True)
class Trade:
    key: str
    weight: float
    stems_vi: tuple[str, ...]
    stems_en: tuple[str, ...]
    main: tuple[str, ...]
    further: tuple[str, ...]
    materials: tuple[str, ...]
    industries: tuple[str, ...]
    standards: tuple[str, ...]


def _read(line: str) -> Trade:
    key, weight, vi, en, main, further, materials, industries, standards = line.split("|")
    split = (tuple(text.split(",")) for text in (main, further, materials, industries, standards))
    return Trade(key, float(weight), tuple(vi.split(";")), tuple(en.split(";")), *split)


TRADES = tuple(_read(line) for line in _TRADES.strip().splitlines())

# process | tolerance um from-to | smallest part mm from-to | largest part mm from-to | smallest batch | largest batch | pieces a month from-to
_RANGES = """
cnc-turning|8-50|2-10|200-650|1-100|5000-100000|3000-120000
cnc-milling|8-50|5-20|400-1600|1-50|1000-20000|800-20000
five-axis|4-15|5-20|300-800|1-10|200-3000|150-3000
mill-turn|5-20|5-20|200-600|1-50|500-8000|500-9000
swiss-turning|3-15|1-2|16-38|500-5000|50000-500000|40000-900000
wire-edm|2-8|1-5|300-600|1-1|50-1000|100-1500
sinker-edm|4-10|5-10|300-700|1-1|20-200|40-300
grinding|2-6|3-20|300-800|1-50|2000-20000|1500-30000
gear-cutting|8-25|10-20|150-500|20-200|5000-60000|4000-60000
mould-making|5-20|20-80|600-1800|1-1|3-12|4-22
die-making|5-20|30-80|600-2400|1-1|3-10|3-16
jig-making|5-20|5-30|400-1200|1-1|50-500|60-900
stamping|20-100|3-20|200-900|500-5000|100000-2000000|80000-3000000
deep-drawing|50-150|10-40|150-500|500-3000|50000-500000|40000-600000
laser-cutting|50-150|10-50|1500-3000|1-20|2000-40000|3000-60000
bending|100-300|20-60|1200-3200|1-20|1000-20000|2000-30000
tube-bending|150-500|30-100|800-3000|50-500|10000-80000|8000-90000
welding|300-1000|50-200|2000-9000|1-10|200-5000|150-4000
robot-welding|200-500|50-150|800-2500|50-500|10000-120000|6000-100000
die-casting|50-150|10-40|250-600|500-3000|50000-600000|30000-500000
gravity-casting|100-300|30-80|300-700|100-1000|10000-100000|6000-80000
sand-casting|500-1500|60-200|600-2000|20-200|2000-40000|1500-30000
investment-casting|80-250|5-30|150-500|100-1000|10000-100000|6000-90000
forging|200-500|20-60|250-700|500-3000|50000-400000|40000-300000
cold-forging|20-80|2-5|60-200|5000-20000|500000-5000000|600000-9000000
injection|20-100|3-20|250-900|500-3000|100000-1500000|80000-1800000
insert-moulding|20-80|5-15|150-400|500-3000|50000-800000|60000-700000
blow-moulding|300-800|60-150|500-1500|500-2000|50000-300000|20000-200000
rubber-moulding|80-250|3-15|200-700|500-5000|100000-1500000|90000-2000000
extrusion|100-250|10-30|200-350|300-1000|20000-200000|10000-120000
plating|3-15|2-10|600-2000|50-500|50000-1000000|60000-1500000
anodizing|3-12|5-15|800-3000|10-200|10000-300000|12000-250000
powder-coating|30-100|20-60|2000-6000|10-200|10000-100000|8000-90000
heat-treatment|20-80|5-20|500-1500|20-500|50000-500000|40000-600000
spring-making|30-150|1-5|120-600|500-5000|300000-3000000|200000-4000000
fasteners|20-80|2-5|100-300|5000-30000|1000000-9000000|900000-20000000
smt|25-50|10-30|330-510|10-500|50000-500000|40000-900000
pcb|50-100|10-30|450-600|5-200|20000-300000|15000-250000
wire-harness|500-2000|50-100|2000-6000|50-500|20000-300000|15000-260000
winding|30-100|10-40|150-600|100-1000|30000-300000|20000-200000
automation|10-50|100-300|3000-12000|1-1|4-20|1-8
assembly|50-200|10-50|600-2000|50-500|20000-300000|15000-220000
additive|50-150|3-10|250-400|1-1|200-2000|300-4000
metrology|1-5|1-5|700-1500|1-1|500-3000|600-4000
packaging|500-2000|50-150|1200-2400|200-1000|100000-900000|90000-900000
"""


def ranges() -> dict[str, list[tuple[int, int]]]:
    """Process -> (from, to) of tolerance, smallest, largest, batch min, batch max, monthly capacity."""
    out = {}
    for line in _RANGES.strip().splitlines():
        process, *spans = line.split("|")
        pairs = [tuple(int(edge) for edge in span.split("-")) for span in spans]
        out[process] = [(pair[0], pair[-1]) for pair in pairs]
    return out


_STEELS = ("s45c", "scm440", "scm415", "ss400", "skd11", "suj2", "sus304", "sus316l", "sus420", "sum24l")
_MACHINED = (
    *_STEELS,
    "skd61",
    "nak80",
    "a5052",
    "a6061",
    "a6063",
    "a7075",
    "adc12",
    "ac4c",
    "c3604",
    "c1100",
    "ti64",
    "fc250",
    "fcd450",
    "pom",
    "peek",
)
_PLASTICS = ("abs", "pc", "pp", "pa66-gf30", "pom", "pbt-gf30", "pps")
_SHEETS = ("spcc", "secc", "sphc", "saph440", "sus304", "a5052", "c1100", "c5191", "ss400")
_SUITS = {
    "cnc-turning cnc-milling five-axis mill-turn swiss-turning wire-edm sinker-edm grinding gear-cutting jig-making": _MACHINED,
    "mould-making": ("nak80", "skd61", "s45c", "skd11"), "die-making": ("skd11", "s45c", "ss400"),
    "stamping deep-drawing laser-cutting bending": _SHEETS, "tube-bending": ("stkm", "sus304"),
    "welding robot-welding": ("ss400", "stkm", "sphc", "saph440", "spcc", "sus304"), "die-casting": ("adc12", "zdc2"),
    "gravity-casting": ("ac4c",), "sand-casting": ("fc250", "fcd450"), "investment-casting": ("sus304", "sus316l", "scm440"),
    "forging": ("s45c", "scm440", "scm415"), "cold-forging fasteners": ("swch", "scm440", "sus304"),
    "injection insert-moulding blow-moulding": _PLASTICS, "rubber-moulding": ("epdm", "nbr", "vmq"), "extrusion": ("a6063", "a6061"),
    "plating": ("spcc", "ss400", "scm440", "swch", "c3604", "stkm"), "anodizing": ("a6061", "a6063", "a5052", "a7075"),
    "powder-coating": ("ss400", "spcc", "secc", "stkm", "a6063", "adc12"), "heat-treatment": (*_STEELS, "skd61", "swch", "swp", "fcd450", "ac4c"),
    "spring-making": ("swp", "sus301", "c5191"), "smt": ("fr4",), "pcb": ("fr4", "polyimide"), "wire-harness winding": ("c1100",),
    "additive": ("ti64", "sus316l", "pa66-gf30"), "packaging": ("cardboard", "pe-foam"),
}  # fmt: skip
_BY_PROCESS = {process: materials for group, materials in _SUITS.items() for process in group.split()}


def materials_for(trade: Trade, process: str) -> tuple[str, ...]:
    """What the trade works on by this process: its own materials where the process can take them, else the process's usual ones."""
    suited = _BY_PROCESS.get(process)
    if suited is None:
        return trade.materials
    return tuple(m for m in trade.materials if m in suited) or suited[:4]
