"""Names of people: Vietnamese, Japanese, Korean and European, with the e-mail form of each."""

import random
from dataclasses import dataclass

from fairmaker.dice import ascii_fold, weighted

FAMILIES = (("Nguyễn", 31), ("Trần", 11), ("Lê", 9), ("Phạm", 7), ("Hoàng", 5), ("Vũ", 5), ("Phan", 4), ("Đỗ", 4),
("Bùi", 4), ("Đặng", 3), ("Ngô", 3), ("Dương", 2), ("Đào", 2), ("Đinh", 2), ("Lương", 2), ("Trịnh", 2), ("Mai", 1),
("Hà", 1), ("Cao", 1), ("Tạ", 1), ("Lưu", 1), ("Chu", 1), ("Kiều", 1), ("Quách", 1), ("Nghiêm", 1), ("Hồ", 1))  # fmt: skip
MEN_MIDDLE = "Văn Đức Minh Quang Hữu Xuân Mạnh Tuấn Công Anh Thành Duy Đình Ngọc Tiến Việt Hoàng Trọng".split()
MEN_GIVEN = (
    "Anh Bình Cường Dũng Duy Dương Đạt Định Giang Hải Hiếu Hiệp Hòa Hoàng Huy Hùng Hưng Khánh Khoa Kiên Lâm Linh "
    "Long Lộc Minh Nam Nghĩa Phong Phúc Quân Quang Quyết Sơn Tài Tân Thái Thắng Thành Thịnh Thọ Tiến Toàn Trung "
    "Trường Tú Tuấn Tùng Việt Vinh Vũ"
).split()
WOMEN_MIDDLE = "Thị Thị Thị Thu Ngọc Thanh Minh Phương Hồng Thùy Bích Mai Kim Khánh Hoài Diệu".split()
WOMEN_GIVEN = (
    "An Ánh Châu Chi Diệp Dung Duyên Giang Hà Hạnh Hằng Hiền Hoa Hòa Hồng Huệ Hương Huyền Lan Liên Linh Loan Ly Mai "
    "My Nga Ngân Ngọc Nhung Oanh Phương Quyên Quỳnh Tâm Thảo Thơm Thu Thủy Trang Trâm Tuyết Uyên Vân Yến"
).split()
JA_FAMILIES = (
    "田中:Tanaka 鈴木:Suzuki 高橋:Takahashi 渡辺:Watanabe 伊藤:Ito 山本:Yamamoto 中村:Nakamura 小林:Kobayashi "
    "加藤:Kato 吉田:Yoshida 佐々木:Sasaki 松本:Matsumoto 井上:Inoue 木村:Kimura 清水:Shimizu 森:Mori 池田:Ikeda "
    "橋本:Hashimoto 石川:Ishikawa 前田:Maeda 藤田:Fujita 岡田:Okada 長谷川:Hasegawa 村上:Murakami 髙木:Takagi 山﨑:Yamazaki"
).split()
JA_GIVEN = (
    "健二:Kenji 大輔:Daisuke 拓也:Takuya 直樹:Naoki 浩:Hiroshi 誠:Makoto 真由美:Mayumi 隆:Takashi 修:Osamu 和也:Kazuya "
    "亮:Ryo 恵子:Keiko 純一:Junichi 洋平:Yohei 彩:Aya 信吾:Shingo 智子:Tomoko 哲也:Tetsuya"
).split()
KO_FAMILIES = "Kim Lee Park Choi Jung Kang Cho Yoon Jang Lim Han Oh Seo Shin Kwon".split()
KO_GIVEN = (
    "Min-jun Seo-yeon Ji-hoon Hyun-woo Sung-min Dong-hyun Jae-won Young-ho Soo-jin Ji-eun Kyung-soo Sang-woo Eun-ji "
    "Tae-hyung Byung-chul"
).split()
EU_GIVEN = "Thomas Anna Markus Julia Lars Elena Marco Sophie Pieter Katarzyna Henrik Claire Stefan Giulia Petr".split()
EU_FAMILIES = (
    "Weber Lindqvist Rossi Dubois Novák Kowalska Jansen Hoffmann Moreau Bianchi Keller Vos Berg Fontaine".split()
)


@dataclass(frozen=True)
class Name:
    full: str  # as its bearer writes it in Latin or Vietnamese letters
    mail: str  # the part before @
    native: str = ""  # kanji of a Japanese name
    woman: bool = False


def vietnamese(rng: random.Random, *, women: float = 0.38) -> Name:
    woman = rng.random() < women
    family = weighted(rng, FAMILIES)
    middle, given = (
        rng.choice(WOMEN_MIDDLE if woman else MEN_MIDDLE),
        rng.choice(WOMEN_GIVEN if woman else MEN_GIVEN),
    )
    if middle == given:
        middle = "Thị" if woman else "Văn"
    parts = [family, middle, given]
    if rng.random() < 0.12:
        parts.insert(1, rng.choice(("Thu", "Bảo", "Thanh") if woman else ("Trọng", "Bá", "Thế", "Gia")))
        parts = list(dict.fromkeys(parts))
    plain = [ascii_fold(part).lower() for part in parts]
    return Name(" ".join(parts), f"{plain[-1]}.{''.join(p[0] for p in plain[:-1])}", woman=woman)


def japanese(rng: random.Random) -> Name:
    (kanji_f, family), (kanji_g, given) = (rng.choice(pool).split(":") for pool in (JA_FAMILIES, JA_GIVEN))
    return Name(f"{family} {given}", f"{given[0].lower()}.{family.lower()}", f"{kanji_f} {kanji_g}")


def korean(rng: random.Random) -> Name:
    family, given = rng.choice(KO_FAMILIES), rng.choice(KO_GIVEN)
    return Name(f"{family} {given}", f"{given.replace('-', '').lower()}.{family.lower()}")


def european(rng: random.Random) -> Name:
    given, family = rng.choice(EU_GIVEN), rng.choice(EU_FAMILIES)
    return Name(f"{given} {family}", ascii_fold(f"{given}.{family}").lower())
