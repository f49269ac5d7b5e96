"""Tokens: one text per payload, every change refused with its own name, and nothing but refusals for any text."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badges import base45, qr, tokens

SEED = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"  # RFC 8032, test 1
PUBLIC = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
KEY = tokens.SigningKey.from_hex(3, SEED)
OTHER = tokens.SigningKey.from_hex(4, "42" * 32)
STRANGER = tokens.SigningKey.from_hex(3, "17" * 32)
RING = tokens.KeyRing([KEY.verify_key, OTHER.verify_key])
ENDS = datetime(2026, 9, 26, 11, 0, tzinfo=UTC)
NOW = datetime(2026, 9, 24, 1, 30, tzinfo=UTC)
PAYLOAD = tokens.TokenPayload(fair=20260924, badge=bytes(range(12)), not_after=ENDS)
TOKEN = tokens.sign(PAYLOAD, KEY)


def verified(text, *, fair=20260924, now=NOW, ring=RING):
    return tokens.verify(text, ring, fair=fair, now=now)


def test_a_token_is_packed_as_documented_to_the_byte():
    data = base45.decode(TOKEN)
    assert data[:22].hex() == "01" + "03" + "0135283c" + "000102030405060708090a0b" + "6ab7a5b0"
    assert int.from_bytes(data[18:22], "big") == int(ENDS.timestamp()) == 1790420400
    assert len(data) == 86
    assert len(TOKEN) == tokens.TOKEN_CHARACTERS == 129


def test_signing_is_deterministic_and_matches_a_fixed_text():
    assert tokens.sign(PAYLOAD, KEY) == TOKEN
    assert TOKEN == (
        "Y50*60+35100KB0*M0DY0W016C14MDQ.KJ/21M53DP8Q5:G614KFY3+2P7BUUF1WZ"
        "HA.ME/I1YQD27SBP73BUSR%NF$LOZ354VD-:CJ77E8RCS5PH10WC+6D6-I/IR/9J"
    )
    assert tokens.sign(PAYLOAD, OTHER) != TOKEN
    assert KEY.verify_key.public.hex() == PUBLIC


def test_a_token_says_what_was_signed():
    assert verified(TOKEN) == PAYLOAD


def test_two_keys_are_believed_at_once_and_a_dropped_one_no_longer():
    younger = tokens.sign(PAYLOAD, OTHER)
    assert verified(TOKEN) == verified(younger) == PAYLOAD
    with pytest.raises(tokens.UnknownKey) as refused:
        verified(TOKEN, ring=tokens.KeyRing([OTHER.verify_key]))
    assert refused.value.key_id == 3


def test_another_key_under_a_known_id_is_forged():
    with pytest.raises(tokens.Forged):
        verified(tokens.sign(PAYLOAD, STRANGER))


def test_a_signature_without_the_domain_is_forged():
    body = base45.decode(TOKEN)[:22]
    with pytest.raises(tokens.Forged):
        verified(base45.encode(body + KEY.sign(body)))


def test_another_fair_is_told_with_the_payload():
    with pytest.raises(tokens.WrongFair) as refused:
        verified(TOKEN, fair=7)
    assert refused.value.payload == PAYLOAD


def test_a_token_is_good_through_its_last_second_and_not_after():
    assert verified(TOKEN, now=ENDS) == PAYLOAD
    with pytest.raises(tokens.Expired) as refused:
        verified(TOKEN, now=ENDS + timedelta(microseconds=1))
    assert refused.value.payload == PAYLOAD


def test_a_naive_clock_is_the_callers_mistake():
    with pytest.raises(ValueError, match="time zone"):
        verified(TOKEN, now=NOW.replace(tzinfo=None))


def test_every_flipped_bit_is_refused_by_its_name():
    data = base45.decode(TOKEN)
    named = dict.fromkeys(("wrong_version", "unknown_key", "forged"), 0)
    for bit in range(len(data) * 8):
        changed = bytearray(data)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(tokens.TokenRefused) as refused:
            verified(base45.encode(bytes(changed)))
        named[refused.value.code] += 1
    # key ids 3 and 4 differ in three bits: no single flip leads from one to the other
    assert named == {"wrong_version": 8, "unknown_key": 8, "forged": 84 * 8}


def test_every_changed_character_is_refused():
    for at in range(len(TOKEN)):
        for character in base45.ALPHABET.replace(TOKEN[at], ""):
            with pytest.raises(tokens.TokenRefused):
                verified(TOKEN[:at] + character + TOKEN[at + 1 :])


@pytest.mark.parametrize("length", range(129))
def test_every_cut_is_truncated(length):
    with pytest.raises(tokens.Truncated):
        verified(TOKEN[:length])


@pytest.mark.parametrize("extra", ["0", "00", "000", " ", "\n", TOKEN])
def test_anything_added_is_refused(extra):
    for text in (TOKEN + extra, extra + TOKEN):
        with pytest.raises(tokens.TokenRefused):
            verified(text)


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        (base45.encode(b"\x02" + base45.decode(TOKEN)[1:]), tokens.WrongVersion),
        (base45.encode(b"\x02\x03"), tokens.WrongVersion),
        (TOKEN.lower(), tokens.NotAToken),
        (TOKEN.replace(TOKEN[0], "\uff37"), tokens.NotAToken),
        ("https://example.org/pass", tokens.NotAToken),
        ("\ud800" * 129, tokens.NotAToken),
        ("W5" + ":" * 127, tokens.NotAToken),
        ("0" * 100_000, tokens.NotAToken),
    ],
)
def test_foreign_texts_have_their_own_names(text, refusal):
    with pytest.raises(tokens.TokenRefused) as refused:
        verified(text)
    assert type(refused.value) is refusal


@given(st.text(max_size=200) | st.text(base45.ALPHABET, min_size=120, max_size=140))
def test_random_text_is_refused_and_nothing_else_is_raised(text):
    with pytest.raises(tokens.TokenRefused):
        verified(text)


@given(st.binary(max_size=100), st.booleans())
def test_random_bytes_are_refused_and_nothing_else_is_raised(data, plausible):
    with pytest.raises(tokens.TokenRefused):
        verified(base45.encode(b"\x01\x03" + data if plausible else data))


@given(
    st.builds(
        tokens.TokenPayload,
        fair=st.integers(0, 2**32 - 1),
        badge=st.binary(min_size=12, max_size=12),
        not_after=st.datetimes(datetime(1970, 1, 2), datetime(2106, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    )
)
def test_every_payload_comes_back_and_fits_qr_version_6(payload):
    text = tokens.sign(payload, KEY)
    assert verified(text, fair=payload.fair, now=payload.not_after) == payload
    drawn = qr.matrix(text)
    assert (drawn.version, drawn.level) == (6, "M")


@pytest.mark.parametrize(
    "wrong",
    [
        {"fair": -1},
        {"fair": 2**32},
        {"badge": bytes(11)},
        {"badge": bytes(13)},
        {"not_after": ENDS.replace(tzinfo=None)},
        {"not_after": datetime(2107, 1, 1, tzinfo=UTC)},
        {"not_after": datetime(1969, 1, 1, tzinfo=UTC)},
    ],
)
def test_what_the_layout_cannot_hold_is_refused_when_made(wrong):
    right = {"fair": 1, "badge": bytes(12), "not_after": ENDS}
    with pytest.raises(ValueError):  # noqa: PT011 -- the message differs per field
        tokens.TokenPayload(**(right | wrong))


def test_a_local_time_is_kept_in_utc_and_whole_seconds():
    local = datetime(2026, 9, 26, 18, 0, 0, 999_999, tzinfo=timezone(timedelta(hours=7)))
    assert tokens.TokenPayload(1, bytes(12), local).not_after == ENDS


@pytest.mark.parametrize("seed", ["", "zz" * 32, "11" * 31, "11" * 33, " 11" * 32, "é" * 64])
def test_a_malformed_seed_or_public_key_is_refused(seed):
    with pytest.raises(ValueError, match="64 hex digits"):
        tokens.SigningKey.from_hex(1, seed)
    with pytest.raises(ValueError, match="64 hex digits"):
        tokens.VerifyKey.from_hex(1, seed)


def test_a_ring_holds_one_or_two_keys_under_different_ids():
    third = tokens.SigningKey.from_hex(5, "55" * 32)
    for keys in ([], [KEY, OTHER, third], [KEY, STRANGER]):
        with pytest.raises(ValueError):  # noqa: PT011 -- two messages
            tokens.KeyRing(key.verify_key for key in keys)
    assert [key.key_id for key in tokens.KeyRing.from_hex({3: PUBLIC})] == [3]


@pytest.mark.parametrize("key_id", [-1, 256])
def test_a_key_id_is_one_byte(key_id):
    with pytest.raises(ValueError, match="0 to 255"):
        tokens.SigningKey.from_hex(key_id, SEED)


def test_a_printed_signing_key_shows_no_seed():
    assert SEED not in repr(KEY)
    assert repr(bytes.fromhex(SEED)) not in repr(KEY)


def test_badge_ids_are_96_bits_and_differ():
    ids = {tokens.new_badge_id() for _ in range(1000)}
    assert len(ids) == 1000
    assert {len(badge) for badge in ids} == {12}
