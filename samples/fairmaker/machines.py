"""Machines by process: what it is in Vietnamese, maker, models. Makers and models exist; who owns them is invented."""

_MACHINES = """
cnc-turning|Máy tiện CNC|Mazak:Quick Turn 250,Quick Turn 200MY;Okuma:Genos L2000,LB3000 EX II;DN Solutions:Lynx 2100,Puma 2600;Takisawa:NEX-108,TCC-2000;Hyundai Wia:L230A
cnc-milling|Trung tâm phay đứng|Brother:Speedio S700X2,Speedio S500X1;Fanuc:Robodrill α-D21MiB5;Mazak:VCN-530C;Haas:VF-2SS,VF-4;DN Solutions:DNM 5700;Makino:PS95;Okuma:Genos M560-V
five-axis|Trung tâm gia công 5 trục|DMG Mori:DMU 50,DMU 65 monoBLOCK;Mazak:Variaxis i-600;Makino:D500;Hermle:C 400;Okuma:MU-4000V
mill-turn|Máy tiện phay phối hợp|Mazak:Integrex i-200;Okuma:Multus B300II;DMG Mori:NTX 1000;Nakamura-Tome:WT-150II
swiss-turning|Máy tiện tự động đầu trượt|Citizen:Cincom L20,Cincom A20;Star:SB-20R,SR-20J;Tsugami:B0205-III,B0385
wire-edm|Máy cắt dây|Sodick:ALC600G,ALN400Q;Mitsubishi Electric:MV1200R;Fanuc:Robocut α-C400iC;Makino:U3
sinker-edm|Máy xung điện|Sodick:AG60L,AD35L;Makino:EDAF3;Mitsubishi Electric:SV12P
grinding|Máy mài|Okamoto:ACC-63DX,ACC-84CA;Studer:S33;JTEKT:GE4Ai-50;Kent:KGS-63WM1
gear-cutting|Máy phay lăn răng|Mitsubishi Heavy:GE15A;Kashifuji:KN152;Liebherr:LC 180;Gleason:P90
mould-making|Trung tâm phay cao tốc|Makino:V33i,F5;Röders:RXP 601 DS;OKK:VM53R;Hurco:VMX42
die-making|Máy ép thử khuôn|Aida:NC1-2000;Komatsu:H1F200;Chin Fong:OCP-260
jig-making|Trung tâm phay đứng|Brother:Speedio S500X1;Haas:VF-2;DN Solutions:DNM 4500
stamping|Máy dập|Aida:NC1-1100,NS2-1600;Komatsu:H1F110,E2W300;Amada:TP-110;Chin Fong:OCP-160;SEYI:SN1-160
deep-drawing|Máy ép thủy lực|Amino:200 tấn;Kojima:300 tấn;Hyundai Wia:250 tấn
laser-cutting|Máy cắt laser sợi quang|Trumpf:TruLaser 3030 fiber;Amada:Ensis 3015AJ;Bystronic:ByStar Fiber 3015;Bodor:P3 6 kW;Han's Laser:HF3015
bending|Máy chấn CNC|Amada:HFE 1003,HG-1003;Trumpf:TruBend 5130;LVD:PPED 135;Accurpress:7606
tube-bending|Máy uốn ống CNC|SOCO:SB-39x4A,SB-52x5A;BLM:Elect 52;Opton:CNC-50
welding|Máy hàn MIG/TIG|Panasonic:YD-500GL4;Daihen OTC:Welbee P500L;Fronius:TPS 400i
robot-welding|Robot hàn|Panasonic:TM-1400;Yaskawa:AR1440;Daihen OTC:FD-B6;Fanuc:ARC Mate 100iD
die-casting|Máy đúc áp lực|Shibaura:DC350J,DC800J;Toyo:BD-350V5;UBE:UB650iS;L.K.:DCC400
gravity-casting|Máy đúc nghiêng|Italpresse:GT 900;LPM:TG-600
sand-casting|Dây chuyền làm khuôn cát|Sinto:FBO-III;DISA:DISAMATIC 231;Koyo:KDM-5
investment-casting|Máy ép sáp|MPI:55-20;VSI:VSI-30
forging|Máy rèn dập|Sumitomo:FP-1600;Kurimoto:C2F-10;Enomoto:600 tấn
cold-forging|Máy dập đầu nhiều trạm|Chun Zu:CBF-64S;Sakamura:BPF-430;Sacma:SP 27
injection|Máy ép phun|Sumitomo:SE180EV,SE100EV;Fanuc:Roboshot α-S150iA;JSW:J180AD,J450AD;Nissei:NEX140;Shibaura:EC180SXIII;Haitian:MA1600III,MA3200III
insert-moulding|Máy ép phun đứng|Nissei:TNX100R;Sodick:TR40VRE;Multiplas:V4-85T
blow-moulding|Máy thổi nhựa|Tahara:TPF-706;Kautex:KBB60;Jwell:JWZ-BM30
rubber-moulding|Máy ép lưu hóa|Pan Stone:P-V-200-3RT;REP:V710;Maplan:MHF400;Jing Day:KSU-200T
extrusion|Máy đùn ép nhôm|UBE:1.800 tấn;Presezzi:2.000 tấn
plating|Dây chuyền mạ tự động|Almex:treo 12 trạm;C.Uyemura:quay 18 trạm
anodizing|Dây chuyền anode|Almex:24 bể;Galvatek:16 bể
powder-coating|Dây chuyền sơn tĩnh điện|Gema:OptiCenter OC07;Nordson:Encore HD
heat-treatment|Lò nhiệt luyện|DOWA:lò thấm các bon 600 kg;Ipsen:VFC chân không;Chugai Ro:lò băng tải
spring-making|Máy cuốn lò xo CNC|Itaya:MX-20;Wafios:FUL 36;Asahi-Seiki:CFX-30;Bamatec:CNC-8
fasteners|Máy cán ren|Sanmei:RD-6;Ching Chan:TR-4;Sacma:RP520
smt|Máy gắn linh kiện|Yamaha:YSM20R;Fuji:NXT III;Panasonic:NPM-D3A;JUKI:RS-1R;Hanwha:SM485P
pcb|Máy khoan mạch in|Hitachi Via:ND-6Y220;Schmoll:MXY-6
wire-harness|Máy cắt ép cốt tự động|Komax:Alpha 550,Gamma 333;ShinMaywa:TRD501;Schleuniger:CrimpCenter 36
winding|Máy quấn dây|Nittoku:SSW-24;Marsilli:WM-6
automation|Robot công nghiệp|Mitsubishi Electric:RV-7FR;Yaskawa:GP8;Fanuc:LR Mate 200iD;Epson:T6-B
assembly|Chuyền lắp ráp|Nitto Seiko:máy siết vít FM5;Janome:JR3000
additive|Máy in 3D|EOS:M 290;HP:Jet Fusion 5200;Stratasys:F370;Formlabs:Form 3L
metrology|Máy đo tọa độ CMM|Mitutoyo:Crysta-Apex S9106;Zeiss:Contura 7/10/6;Hexagon:Global S 09.12.08
packaging|Máy bế hộp|Bobst:Expertcut 106;Sunrise:SA-1060
"""
_GAUGES = """
Máy đo tọa độ CMM|Mitutoyo:Crysta-Apex S776,Crysta-Plus M544;Zeiss:Contura 7/7/6;Hexagon:Global S 07.10.07
Máy đo quang học|Keyence:IM-8030;Mitutoyo:Quick Vision Apex 302;Nikon:NEXIV VMZ-S3020
Máy đo độ nhám|Mitutoyo:SJ-410;Accretech:Surfcom Touch 50
Máy đo độ cứng|Mitutoyo:HR-530;Akashi:MVK-H1
"""


def _models(text: str) -> list[tuple[str, str]]:
    return [
        (maker, model)
        for group in text.split(";")
        for maker, models in [group.split(":", 1)]
        for model in models.split(",")
    ]


def machines() -> dict[str, tuple[str, list[tuple[str, str]]]]:
    """Process -> (kind of machine, [(maker, model)])."""
    rows = (line.split("|") for line in _MACHINES.strip().splitlines())
    return {process: (kind, _models(models)) for process, kind, models in rows}


def gauges() -> list[tuple[str, list[tuple[str, str]]]]:
    rows = (line.split("|") for line in _GAUGES.strip().splitlines())
    return [(kind, _models(models)) for kind, models in rows]
