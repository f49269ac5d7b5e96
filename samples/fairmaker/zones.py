"""Names of the zones of a hall in English and Japanese, by their Vietnamese name."""

_ZONES = """
Thép và vật liệu|Steel and materials|鋼材・素材
Gia công CNC|CNC machining|CNC加工
Khu Hà Nội|Hanoi pavilion|ハノイ市パビリオン
Khuôn mẫu, đồ gá|Moulds, dies and jigs|金型・治具
Dập, rèn, đúc|Stamping, forging, casting|プレス・鍛造・鋳造
Khu Nhật Bản|Japan pavilion|日本パビリオン
Xử lý bề mặt, nhiệt luyện|Surface and heat treatment|表面処理・熱処理
Dụng cụ cắt, đo kiểm|Cutting tools and metrology|切削工具・計測
Nhựa và cao su|Plastics and rubber|樹脂・ゴム
Tự động hóa, robot|Automation and robots|自動化・ロボット
Điện, điện tử|Electrical and electronics|電気・電子
Khu Hàn Quốc|Korea pavilion|韓国パビリオン
Khởi nghiệp, in 3D|Start-ups and 3D printing|スタートアップ・3Dプリント
Quốc tế|International|海外
Bao bì, kho vận|Packaging and logistics|包装・物流
Bơm, van, thủy lực|Pumps, valves, hydraulics|ポンプ・バルブ・油圧
Dịch vụ, ngân hàng, đào tạo|Services, banks, training|サービス・銀行・研修
Khu Bắc Ninh|Bac Ninh pavilion|バクニン省パビリオン
Linh kiện ô tô, xe máy|Car and motorcycle parts|自動車・二輪部品
Năng lượng, đường sắt|Energy and railway|エネルギー・鉄道
Nhà lắp ráp|Assemblers|セットメーカー
Cơ khí và điện tử|Machining and electronics|機械加工・電子
"""
ZONE_NAMES = {vi: (en, ja) for vi, en, ja in (line.split("|") for line in _ZONES.strip().splitlines())}
