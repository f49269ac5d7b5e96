"""Five hundred badges through a label printer and before a camera: two decoders of other makes read what was encoded.

The press makes a PDF; the printer is 203 dots an inch, black or white; the camera sees it turned, from the side, out of
focus and with noise, and looks again as a scanner does, ten times a second. The twin shows that the ruin is real: with
twice the blur neither decoder reads a token any more.
"""

import random
from datetime import UTC, datetime

import cv2
import numpy as np
import pypdfium2 as pdfium
import pytest
import zxingcpp

from badges import codes, render, tokens
from badges.designs import FRAMES, Design, Paper
from badges.layout import MM

BADGES = 500
STACK = 100
LOOKS = 5
SIDE = 30.0  # millimetres, quiet zone counted in
DOTS = 203
KEY = tokens.SigningKey.from_hex(1, "11" * 32)
ENDS = datetime(2026, 9, 26, 11, tzinfo=UTC)
DESIGN = Design(paper=Paper.ROLL, code_side=SIDE)


def printed(faces):
    """The part of each label that a scanner is held over, as the printer leaves it: 40 mm around the QR."""
    frame = FRAMES[Paper.ROLL]
    below = (frame.pad + frame.foot + frame.gap - 5) * MM
    aside = (frame.width - 40) / 2 * MM
    above = (frame.height * MM) - below - 40 * MM
    with pdfium.PdfDocument(render.badges_pdf(faces, DESIGN)) as document:
        for page in document:
            grey = page.render(scale=DOTS / 72, grayscale=True, crop=(aside, below, aside, above)).to_numpy()
            yield np.where(np.asarray(grey).reshape(grey.shape[:2]) < 128, 25, 235).astype(np.uint8)


def seen(label, chance, *, scale, blur=1.0):
    """What the camera makes of it, `scale` pixels a dot: turned to 25 degrees, from the side, darker to one edge, blurred, grainy."""
    high, wide = (round(scale * side) for side in label.shape)
    corners = np.float32([[0, 0], [label.shape[1], 0], [label.shape[1], label.shape[0]], [0, label.shape[0]]])
    turn = cv2.getRotationMatrix2D((wide / 2, high / 2), chance.uniform(-25, 25), chance.uniform(0.85, 1.0))
    turned = cv2.transform(corners[None] * scale, turn)[0]
    tilted = turned + np.float32([[chance.uniform(-0.04, 0.04) * wide for _ in "xy"] for _ in corners])
    picture = cv2.warpPerspective(label, cv2.getPerspectiveTransform(corners, tilted), (wide, high), borderValue=200)
    picture = cv2.GaussianBlur(picture, (0, 0), blur * chance.uniform(1.0, 1.6))
    light = np.linspace(chance.uniform(0.7, 1), chance.uniform(0.7, 1), wide)
    grain = cv2.randn(np.empty((high, wide), np.float32), 0, 8)
    return np.clip(picture * light + grain, 0, 255).astype(np.uint8)


def faces_of(count, make_face):
    """Every other one shows a signed token, the rest the printed code; each its own, the same ones in each run."""
    chance = random.Random(count)
    bodies = ["".join(chance.choices(codes.ALPHABET, k=11)) for _ in range(count)]
    return [
        make_face(
            name=f"Khách {n}",
            code=body + codes.check_character(body),
            token=tokens.sign(tokens.TokenPayload(7, chance.randbytes(12), ENDS), KEY),
            shown=render.Shown.TOKEN if n % 2 else render.Shown.CODE,
        )
        for n, body in enumerate(bodies)
    ]


def by_zxing(picture):
    return [found.text for found in zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)]


def by_opencv(picture):
    text, *_ = cv2.QRCodeDetector().detectAndDecode(picture)
    return [text] if text else []


def scale_for(text):
    """A code's 21 modules are read from farther away than a token's 41."""
    return 0.9 if codes.is_code(text) else 1.2


def looks(read, label, chance, text):
    """How many looks it takes until `read` finds exactly `text`; a wrong text is never forgiven."""
    for look in range(1, LOOKS + 1):
        found = read(seen(label, chance, scale=scale_for(text)))
        if found == [text]:
            return look
        assert found == [], f"misread {found} for {text}"
    return LOOKS + 1


@pytest.fixture
def pictures(make_face):
    """Each printed label with the text that its QR holds."""
    cv2.setRNGSeed(203)

    def make(count):
        faces = faces_of(count, make_face)
        for start in range(0, count, STACK):
            stack = faces[start : start + STACK]
            for face, label in zip(stack, printed(stack), strict=True):
                yield label, face.token if face.shown is render.Shown.TOKEN else face.code

    return make


@pytest.mark.slow
def test_two_decoders_read_500_badges_off_a_label_printer(pictures):
    chance = random.Random(203)
    texts, zxing, opencv = set(), [], []
    for label, text in pictures(BADGES):
        texts.add(text)
        zxing.append(looks(by_zxing, label, chance, text))
        opencv.append(looks(by_opencv, label, chance, text))
    assert len(texts) == BADGES
    for taken in (zxing, opencv):
        assert max(taken) <= LOOKS
    assert zxing.count(1) >= BADGES * 0.99
    assert opencv.count(1) >= BADGES * 0.9


def test_out_of_focus_neither_reads_a_token(pictures):
    chance = random.Random(203)
    for label, text in list(pictures(20))[1::2]:
        picture = seen(label, chance, scale=scale_for(text), blur=2.5)
        assert (by_zxing(picture), text in by_opencv(picture)) == ([], False)
