"""What a device decides by itself is what the server decides: the same texts, states, lists and times through both."""

import datetime as dt
import json
import random
import struct
from base64 import b64encode
from hashlib import sha256

import pytest

from backend.api.door_app import post_answer
from badges import base45
from badges.codes import new_code
from badges.keys import SigningKey
from badges.tokens import TOKEN_BYTES, TokenPayload, new_badge_id, sign
from booking.keys import key_ring, signing_key, token_of
from booking.models import Badge, Registration, WorkshopSeat
from checkin.access.posts import Post
from checkin.queries.snapshot import snapshot
from checkin.rules.credentials import read_credential
from checkin.services.scans import ScanRequest, scan_badge
from kernel.clock import now
from kernel.text import has_forbidden_characters
from tests.factories.door import make_device, post_of
from tests.factories.fair import ZONE, make_checkin_list, make_fair, make_gate, make_workshop
from tests.factories.people import make_person
from tests.factories.visits import make_badge, make_registration

pytestmark = [pytest.mark.django_db, pytest.mark.browser]
OTHER_KEY = SigningKey(9, b"\x07" * 32)
STRANGE = [
    "", " ", "\n", "\x00", "\x00" * 12, "A\x00B", "12345", "x" * 401, "7" * 1_000_000, "🙂" * 200, "🙂" * 201, "Ⅻ" * 12,
    "'; DROP TABLE checkin_scan; --", "https://phien.example/vi/door/app/#enrol=1", "javascript:alert(1)", "\ufeff", "ﬀ" * 6,
    "SELECT pg_sleep(9)", '{"text": "a"}', "<script>", "%s%n", "../../etc/passwd", "한" * 12, "İıſ" * 4, "BEGIN:VCARD\nN:Lê\nEND:VCARD",
]  # fmt: skip
TELEX = {
    "AA": "Â", "OO": "Ô", "EE": "Ê", "DD": "Đ", "AW": "Ă", "OW": "Ơ", "UW": "Ư", "AS": "Á", "OF": "Ò", "OJ": "Ọ", "IX": "Ĩ", "ER": "Ẻ",
}  # fmt: skip
VNI = {
    "A6": "Â", "O6": "Ô", "E6": "Ê", "D9": "Đ", "A8": "Ă", "O7": "Ơ", "U7": "Ư", "A1": "Á", "O2": "Ò", "O5": "Ọ", "I4": "Ĩ", "E3": "Ẻ",
}  # fmt: skip


def mangled(text: str, chance: random.Random) -> str:
    """The text as a camera, a hand scanner, an input method or a forger may hand it on."""
    at = chance.randrange(len(text) or 1)
    other = chance.choice(base45.ALPHABET)
    method = chance.choice((TELEX, VNI))

    def typed() -> str:
        out = text
        for keys, letter in method.items():
            out = out.replace(keys, letter)
        return out

    return chance.choice(
        [
            lambda: text[:at] + other + text[at + 1 :],
            lambda: text[:at] + text[at + 1 :],
            lambda: text[:at],
            lambda: text[: at // 3 * 3],
            lambda: text + other,
            lambda: text[:at] + " " + text[at:],
            lambda: f"\r\n{text}\r\n",
            lambda: f" {text}\t",
            text.lower,
            typed,
            lambda: "".join(chr(ord(c) + 0xFEE0) if c.isalnum() else c for c in text),
            lambda: text.translate(str.maketrans("01258", chance.choice(("OIZSB", "QLZSB", "DIzsb", "đlzsb")))),
            lambda: "-".join(text[i : i + 4] for i in range(0, len(text), 4)),
            lambda: "\u00ad".join(text.split("7")),
            lambda: text.replace("0", chance.choice(("ô", "ơ", "Ò", "Ọ", "Đ", "õ̂"))),
        ]
    )()


def forgeries(token: str, chance: random.Random) -> list[str]:
    """Well-formed tokens that are none: a bit flipped, another version, key, fair or length."""
    data = base45.decode(token)
    bit = chance.randrange(TOKEN_BYTES * 8)
    flipped = bytearray(data)
    flipped[bit // 8] ^= 1 << bit % 8
    return [
        base45.encode(one)
        for one in (bytes(flipped), b"\x02" + data[1:], b"\x01\x09" + data[2:], data[:-1], data + b"\x00")
    ]


def packed(fair, badges, entries, lists, gates, *, salt=b"saltsalt", cursor=7, is_delta=False) -> bytes:
    """A snapshot by the book (docs/door.md), written here a second time on purpose."""
    roles = ["visitor", "buyer", "exhibitor", "organiser", "door", "crew"]
    head = b"PHD1" + bytes([is_delta, 0, 0, 0]) + struct.pack(">Q", cursor) + salt
    for names in (gates, lists):
        head += bytes([len(names)]) + b"".join(bytes([len(name.encode())]) + name.encode() for name in names)
    body = b""
    for badge in badges:
        registration = badge.registration
        state = {"replaced": 1, "revoked": 2}.get(badge.state) or {
            "withdrawn": 3,
            "erased": 3,
            "rejected": 4,
            "pending": 5,
        }.get(registration.state, 0)
        days = sum(1 << (day - fair.starts_on).days for day in registration.days)
        body += bytes(badge.token_bits)[:8] + sha256(salt + badge.code.encode()).digest()[:6]
        body += struct.pack(">IBH", registration.pk, roles.index(registration.role) | state << 3, days)
    for entry in entries:
        body += struct.pack(">IBBIB", *entry)
    return head + struct.pack(">II", len(badges), len(entries)) + body


BENCH = """async ({post, messages, cases, isNative}) => {
  const [{ringOf}, {decide, readCredential, toSend}, {Snapshot}, {openStore}, {Seen}, {toHex}] = await Promise.all(
    ["token", "decide", "snapshot", "store", "seen", "token"].map((name) => import(`/static/js/door/${name}.js`)));
  const ring = await ringOf(post.keys, {isNative});
  const seen = await Seen.open(await openStore());
  await seen.clear();
  const [full, ...deltas] = messages.map((text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer);
  const first = full ? new Snapshot(full) : Snapshot.empty();
  for (const delta of deltas) first.merge(delta);
  const known = new Snapshot(first.toBuffer());
  const told = [];
  for (const {text, at, list, direction, only_read} of cases) {
    if (only_read) {
      const read = await readCredential(text, ring, post.fair.token_number);
      told.push([read.refusal ?? read.code ?? toHex(read.badge), toSend(text)]);
      continue;
    }
    const found = await decide({text, at, direction}, {post, list: post.checkin_lists[list], ring, snapshot: known, seen});
    if (found.verdict === "ok" && direction === "entry") await seen.add(post.checkin_lists[list].id, found.who, {at, gate: post.gate.code, nonce: "n"});
    if (found.verdict === "ok") await seen.passed(post.checkin_lists[list].id, found.who, {at, direction, nonce: "n"});
    told.push([found.verdict, found.note, found.verdict === "not_yet_valid" ? Date.parse(found.valid_from) : 0, found.verdict === "already_in" ? [found.first_entry_at, found.first_entry_gate] : null]);
  }
  return told;
}"""


def test_texts_are_read_as_the_server_reads_them(bench):
    chance = random.Random(20)
    fair, at = 77, now()
    credentials = []
    for _ in range(24):
        token = sign(TokenPayload(fair, new_badge_id(), at + dt.timedelta(days=1)), signing_key())
        credentials += [token, new_code(), *forgeries(token, chance)]
    later = at + dt.timedelta(days=1)
    credentials += [
        sign(TokenPayload(78, new_badge_id(), later), signing_key()),
        sign(TokenPayload(fair, new_badge_id(), later), OTHER_KEY),
    ]
    texts = STRANGE + credentials + [mangled(chance.choice(credentials), chance) for _ in range(500)]
    letters = "0123456789CFGHJKMNPRTVXOQDILZSBođĐôơỌ １Ⅶ-.\u200b\u00a0\x1c\x85_"
    texts += ["".join(chance.choices(letters, k=chance.randint(10, 16))) for _ in range(200)]

    def server(text):
        read = read_credential(text, key_ring(), fair=fair, now=at)
        return read.refusal or read.code or read.token_bits.hex()

    expected = [server(text) for text in texts]
    assert {"unknown", "wrong_fair"} < set(expected)
    assert len(set(expected)) >= 50
    post = {
        "fair": {"token_number": fair},
        "keys": [{"id": key.key_id, "public": key.public.hex()} for key in key_ring()],
    }
    cases = [{"text": text, "only_read": True} for text in texts]
    told = bench.evaluate(BENCH, {"post": post, "messages": [], "cases": cases, "isNative": True})
    read, sent = zip(*told, strict=True)
    assert [(text[:150], one) for text, one, other in zip(texts, read, expected, strict=True) if one != other] == []
    assert [text for text in sent if has_forbidden_characters(text) or len(text) > 401] == []
    assert [server(text) for text in sent] == expected
    few = [n for n, text in enumerate(texts) if 120 < len(text) < 140][::8]
    without = bench.evaluate(BENCH, {"post": post, "messages": [], "cases": [cases[n] for n in few], "isNative": False})
    assert [read for read, _ in without] == [expected[n] for n in few]


def test_badges_are_decided_as_the_server_decides_them(bench):
    chance = random.Random(21)
    fair = make_fair(starts_on=now().astimezone(ZONE).date())
    gate, other_gate = make_gate(fair, "B"), make_gate(fair, "C")
    noon = dt.datetime.combine(fair.starts_on, dt.time(12), ZONE)
    day = dt.timedelta(days=1)
    lists = [
        make_checkin_list(fair, opens_at=noon - 3 * day, closes_at=noon + 6 * day),
        make_checkin_list(fair, name="Nhà A", opens_at=noon - day, closes_at=noon + day, roles=["buyer", "exhibitor"]),
        make_checkin_list(fair, name="Vào lại", opens_at=noon - day, closes_at=noon + day, re_entry=True, exits=True),
        make_checkin_list(fair, name="Đêm", opens_at=noon + dt.timedelta(hours=11, minutes=30), closes_at=noon + day),
        make_checkin_list(
            fair,
            name="Hội thảo",
            opens_at=noon - day,
            closes_at=noon + day,
            public_from=noon,
            public_until=noon + dt.timedelta(hours=12),
            workshop=make_workshop(fair, seats=50),
        ),
        make_checkin_list(
            fair,
            name="Khách từ trưa",
            opens_at=noon - day,
            closes_at=noon + day,
            re_entry=True,
            public_from=noon,
            public_until=noon + dt.timedelta(hours=12),
        ),
        make_checkin_list(
            fair, name="Dựng gian", opens_at=noon - 2 * day, closes_at=noon - day / 2, roles=["crew", "exhibitor"]
        ),
        make_checkin_list(
            fair, name="Dỡ gian", opens_at=noon + day, closes_at=noon + 2 * day, roles=["crew"], re_entry=True
        ),
    ]
    badges = []
    for n in range(36):
        role = "crew" if n % 4 == 3 else ["visitor", "buyer", "exhibitor", "organiser", "door"][n % 5]
        state = ["complete", "complete", "complete", "withdrawn", "erased", "rejected", "pending"][n % 7]
        days = [[], [], [fair.starts_on], [fair.starts_on + day], [fair.starts_on, fair.starts_on + 2 * day]][
            n // 7 % 5
        ]
        registration = make_registration(fair, make_person(), role=role, state=state, days=days)
        not_after = noon + (day if n % 6 else -day / 2) + (9 * day if role == "crew" and n % 8 == 3 else day * 0)
        if n % 4 == 1:
            make_badge(registration, state="replaced", ended_at=now(), not_after=not_after)
            badges.append(registration.badges.get())
        badges.append(
            make_badge(
                registration,
                version=2,
                state="revoked" if n % 11 == 5 else "live",
                ended_at=now() if n % 11 == 5 else None,
                not_after=not_after,
            )
        )
    for badge in badges[::3]:
        WorkshopSeat.objects.get_or_create(workshop=lists[4].workshop, registration=badge.registration)
    entered = [badge for badge in badges if badge.state == "live"][::5]
    for badge in entered:
        earlier = Post(fair.pk, fair.token_number, ZONE, other_gate.pk, "C", lists[0].pk, None)
        when = (noon - 2 * day).replace(microsecond=0)
        scan_badge(
            earlier, ScanRequest(badge.code, f"before-{badge.pk}", scanned_at=when, offline=True), now=noon + 9 * day
        )
    device = make_device(gate, *lists)
    real = snapshot(post_of(device), since=None).content
    admitted = [(a.registration_id, 0, 0, int(a.at.timestamp()), 1) for a in lists[0].admissions.all()]
    moments = [noon + dt.timedelta(hours=hours) for hours in (-100, -20, -11.9, 0, 0.5, 11.8, 12.1, 23, 25, 150)]
    cases, expected = [], []
    for n in range(900):
        badge, at, list_at = chance.choice(badges), chance.choice(moments), chance.randrange(len(lists))
        text = badge.code if n % 2 and at <= badge.not_after else token_of(badge)
        if n % 20 == 0:
            text = new_code()
        direction = "exit" if n % 9 == 0 else "entry"
        cases.append({"text": text, "at": int(at.timestamp() * 1000), "list": list_at, "direction": direction})
        post = Post(fair.pk, fair.token_number, ZONE, gate.pk, "B", lists[list_at].pk, None)
        found = scan_badge(
            post, ScanRequest(text, f"nonce-{n:05}", direction, scanned_at=at, offline=True), now=noon + 9 * day
        )
        first = (
            [int(found.first_entry_at.timestamp() * 1000), found.first_entry_gate]
            if found.verdict == "already_in"
            else None
        )
        valid_from = int(found.valid_from.timestamp() * 1000) if found.verdict == "not_yet_valid" else 0
        expected.append([found.verdict, found.note, valid_from, first])
    assert {note for _, note, *_ in expected} == {
        "", "no_exit_seen", "no_seat", "hours_over", "crew_elsewhere", "crew_hours", "crew_over",
    }  # fmt: skip
    assert {verdict for verdict, *_ in expected} == {
        "ok", "already_in", "not_yet_valid", "expired", "wrong_zone", "revoked", "replaced", "cancelled", "blocked", "unpaid", "unknown",
    }  # fmt: skip
    answered = post_answer(device)
    told = {one["id"]: one for one in answered["checkin_lists"]}
    post = {
        "fair": {"token_number": fair.token_number, "timezone": fair.timezone, "starts_on": fair.starts_on.isoformat()},
        "gate": {"code": "B"},
        "keys": [{"id": key.key_id, "public": key.public.hex()} for key in key_ring()],
        "checkin_lists": [told[one.public_id] for one in lists],
        "crew_hours": answered["crew_hours"],
    }
    # first a message of long ago: every badge good, one with another code, somebody's entry that was then taken back
    ghost = badges[1].registration_id, int(noon.timestamp())
    stale = [
        Badge(fair=fair, registration=Registration(pk=one.registration_id, state="complete", role="door"), token_bits=one.token_bits, code=one.code if n else new_code())
        for n, one in enumerate(badges[:30])
    ]  # fmt: skip
    full = packed(fair, stale, [(ghost[0], 1, 0, ghost[1], 1)], [lists[2].public_id, lists[0].public_id], ["B"])
    delta = packed(
        fair, badges, [(ghost[0], 0, 0, ghost[1], 0), *admitted], [lists[0].public_id], ["C", "B"], is_delta=True
    )
    for messages in ([full, delta], [real]):
        given = {"messages": [b64encode(message).decode() for message in messages], "post": post, "cases": cases}
        told = bench.evaluate(BENCH, given | {"isNative": True})
        wrong = [(case, one, other) for case, one, other in zip(cases, told, expected, strict=True) if one != other]
        assert wrong == [], json.dumps(wrong[:3])


def test_a_snapshot_cut_short_or_of_another_series_is_refused_whole(bench):
    def message(*, salt=b"saltsalt", is_delta=False):
        return packed(None, [], [(5, 0, 0, 1_800_000_000, 1)], ["list"], ["B"], salt=salt, is_delta=is_delta)

    bad = [
        message()[:-1],
        message() + b"x",
        b"PHD2" + message()[4:],
        b"",
        message()[:24],
        message(is_delta=True),
        message(salt=b"othersal", is_delta=True),
    ]
    told = bench.evaluate(
        """async ([good, ...bad]) => {
          const {Snapshot, BadSnapshot} = await import("/static/js/door/snapshot.js");
          const buffer = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer;
          const known = new Snapshot(buffer(good));
          const refused = bad.map((text, n) => {
            try { n < 6 ? new Snapshot(buffer(text)) : known.merge(buffer(text)); } catch (reason) { return reason instanceof BadSnapshot; }
            return false;
          });
          return [refused, known.entry(5, "list"), known.entry(5, "other"), known.entry(6, "list")];
        }""",
        [b64encode(one).decode() for one in (message(), *bad)],
    )
    assert told == [[True] * len(bad), {"at": 1_800_000_000_000, "gate": "B"}, None, None]
