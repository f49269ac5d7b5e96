"""What a firm says of itself, in Vietnamese, English and, where it sells to Japan, Japanese. Every figure is the row's own."""

import random

from fairmaker import terms
from fairmaker.dice import low
from fairmaker.trades import Trade

COUNTRIES = {
    "JP": ("Nhật Bản", "Japan"), "KR": ("Hàn Quốc", "Korea"), "US": ("Hoa Kỳ", "the United States"), "DE": ("Đức", "Germany"),
    "TH": ("Thái Lan", "Thailand"), "TW": ("Đài Loan", "Taiwan"), "CN": ("Trung Quốc", "China"), "IN": ("Ấn Độ", "India"),
    "FR": ("Pháp", "France"), "IT": ("Ý", "Italy"), "NL": ("Hà Lan", "the Netherlands"), "ID": ("Indonesia", "Indonesia"),
    "SG": ("Singapore", "Singapore"), "AU": ("Úc", "Australia"), "MX": ("Mexico", "Mexico"),
}  # fmt: skip
STRENGTHS = (
    ("Bộ phận kỹ thuật đọc được bản vẽ JIS và tự lập quy trình gia công, mẫu đầu gửi trong 10 đến 15 ngày.",
     "Our engineers read JIS drawings and plan the process themselves; first samples leave in 10 to 15 days."),
    ("Mỗi lô đi kèm báo cáo kích thước và chứng chỉ vật liệu; hồ sơ lưu ít nhất năm năm.",
     "Every lot ships with a dimension report and a material certificate; records are kept for at least five years."),
    ("Nhà máy chạy hai ca và còn chỗ cho đơn hàng mới từ quý tới.",
     "The plant runs two shifts and has room for new orders from next quarter."),
    ("Có thể giao nhiều lần trong tuần theo lịch của chuyền lắp ráp khách hàng.",
     "Deliveries several times a week, in step with the customer's assembly line."),
    ("Đội 5S và cải tiến họp hằng tuần; tỷ lệ lỗi trả về năm qua dưới 60 phần triệu.",
     "A 5S and improvement team meets weekly; returned defects last year stayed below 60 ppm."),
    ("Nhận cả đơn thử vài chục chi tiết, cùng khách sửa thiết kế để dễ chế tạo hơn.",
     "Trial orders of a few dozen pieces are welcome, and we work with customers on design for manufacture."),
    ("Khuôn, đồ gá và bảo trì đều làm tại xưởng nên thời gian dừng máy ngắn.",
     "Tools, jigs and maintenance are done in house, so machines stand still only briefly."),
    ("Thợ chính có trên mười năm nghề; công ty nhận sinh viên thực tập từ các trường nghề mỗi năm.",
     "Lead operators have over ten years in the trade; students of vocational schools train here every year."),
    ("Xưởng có phòng đo giữ nhiệt độ 20 ± 1 °C.",
     "The workshop has a measuring room kept at 20 ± 1 °C."),
    ("Nước thải và khí thải qua trạm xử lý riêng, quan trắc định kỳ.",
     "Waste water and fumes pass our own treatment plant and are monitored regularly."),
    ("Đang tìm đối tác lâu dài trong chuỗi cung ứng của các nhà lắp ráp.",
     "We are looking for long-term partners in the supply chains of assemblers."),
    ("Đã làm việc với nhà cung cấp cấp một, hiểu yêu cầu PPAP và kiểm soát thay đổi.",
     "Used to working with tier-one suppliers, including PPAP and change control."),
)  # fmt: skip


def _join(words: list[str], last: str) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"


def about(
    rng: random.Random, row: dict[str, str], trade: Trade, processes: list[str], machine_count: int
) -> dict[str, str]:
    process_names, industry_names = terms.names("process"), terms.names("industry")
    shown = processes[:3]
    vi_work = _join([low(process_names[p][0]) for p in shown], "và")
    en_work = _join([low(process_names[p][1]) for p in shown], "and")
    some = list(trade.industries[:2])
    vi_for = _join([low(industry_names[i][0]) for i in some], "và")
    en_for = _join([low(industry_names[i][1]) for i in some], "and")
    year, staff, short = row["founded_year"], row["employees"], row["short_name"]
    english = row["name_en"].removesuffix(" Co., Ltd.").removesuffix(" JSC")
    square = max(200, round(int(staff) * rng.uniform(18, 60) / 50) * 50)
    square_vi, square_en = f"{square:,}".replace(",", "."), f"{square:,}"
    machines = "machine" if machine_count == 1 else "machines"
    vi_open = rng.choice((
        f"{short} thành lập năm {year}, chuyên {vi_work} cho ngành {vi_for}.",
        f"Từ năm {year}, {short} làm {vi_work}, phục vụ chủ yếu ngành {vi_for}.",
        f"Xưởng của {short} ở {row['province']} hoạt động từ năm {year} với các công đoạn {vi_work}.",
    ))  # fmt: skip
    en_open = rng.choice((
        f"Founded in {year}, {english} specialises in {en_work} for the {en_for} industries.",
        f"Since {year}, {english} has offered {en_work}, mainly for {en_for}.",
        f"{english} has run its workshop since {year}: {en_work}.",
    ))  # fmt: skip
    vi_size = rng.choice((
        f"Nhà xưởng {square_vi} m², {staff} người, {machine_count} máy chính.",
        f"Hiện có {staff} nhân sự và {machine_count} máy trên diện tích {square_vi} m².",
    ))  # fmt: skip
    en_size = rng.choice((
        f"{square_en} m² of floor, {staff} people, {machine_count} main {machines}.",
        f"Today {staff} people and {machine_count} {machines} work on {square_en} m².",
    ))  # fmt: skip
    vi_more, en_more = rng.choice(STRENGTHS)
    markets = [code for code in row["export_markets"].split(";") if code]
    vi_sold = f" Đã xuất hàng sang {_join([COUNTRIES[m][0] for m in markets], 'và')}." if markets else ""
    en_sold = f" Exports to {_join([COUNTRIES[m][1] for m in markets], 'and')}." if markets else ""
    ja = ""
    if row["name_ja"]:
        ja_work = "、".join(process_names[p][2] for p in shown)
        ja_for = "・".join(industry_names[i][2] for i in some)
        ja = f"{year}年設立。{ja_for}向けの{ja_work}を行っています。従業員{staff}名、主要設備{machine_count}台。日本向けの輸出実績があります。"
    return {
        "about_vi": f"{vi_open} {vi_size}{vi_sold} {vi_more}",
        "about_en": f"{en_open} {en_size}{en_sold} {en_more}",
        "about_ja": ja,
    }
