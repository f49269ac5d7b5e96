"""QR drawings, read back by a decoder of another make (zxing-cpp)."""

import io
from xml.etree import ElementTree as ET

import numpy as np
import pytest
import zxingcpp
from PIL import Image

from badges import qr

TEXTS = [
    "0123456789",
    "W5 $%*+-./:",
    "https://example.org/?a=1&b=<2>",
    "Hội chợ Công nghiệp hỗ trợ 髙﨑",
    "A" * 500,
    "28241R05F85X",
]


def read(image):
    found = zxingcpp.read_barcodes(image)
    assert len(found) == 1
    return found[0].text


def pixels_of_path(drawn):
    """The matrix again, painted from the path data alone."""
    side = drawn.size + 2 * qr.QUIET_ZONE
    image = np.full((side, side), 255, dtype=np.uint8)
    for run in drawn.path.removesuffix("z").split("z"):
        place, length = run.removesuffix("v1h-" + run.rpartition("h-")[2]).removeprefix("M").split("h")
        x, y = map(int, place.split())
        image[y, x : x + int(length)] = 0
    return image


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("module_px", [1, 3, 8])
def test_a_png_reads_back_at_its_promised_size(text, module_px):
    image = Image.open(io.BytesIO(qr.png(text, module_px=module_px)))
    image.load()
    side = (qr.matrix(text).size + 8) * module_px
    assert (image.size, image.mode) == ((side, side), "1")
    assert read(image.convert("L").resize((side * 4, side * 4), Image.Resampling.NEAREST)) == text


@pytest.mark.parametrize("text", TEXTS)
def test_the_path_paints_the_same_matrix_within_its_quiet_zone(text):
    drawn = qr.matrix(text)
    image = pixels_of_path(drawn)
    inner = image[4:-4, 4:-4]
    assert (inner == 0).tolist() == [list(row) for row in drawn.rows]
    assert int((image == 0).sum()) == int((inner == 0).sum())
    assert read(image.repeat(4, 0).repeat(4, 1)) == text


def test_an_svg_is_well_formed_named_and_without_style_or_script():
    drawn = ET.fromstring(qr.svg(TEXTS[0], label='Mã của "Cường & <Hạnh>"'))
    assert drawn.attrib["aria-label"] == 'Mã của "Cường & <Hạnh>"'
    assert drawn.attrib["role"] == "img"
    assert drawn.attrib["viewBox"] == "0 0 29 29"
    assert [child.tag.rpartition("}")[2] for child in drawn.iter()] == ["svg", "path", "path"]
    assert not any("style" in element.attrib for element in drawn.iter())


def test_an_svg_without_a_label_is_decoration():
    drawn = ET.fromstring(qr.svg("1"))
    assert drawn.attrib["aria-hidden"] == "true"
    assert "role" not in drawn.attrib


def test_correction_is_raised_only_where_it_costs_no_size():
    levels = {
        text: (qr.matrix(text).version, qr.matrix(text).level)
        for text in ("1", "A" * 12, "A" * 16, "A" * 17, "A" * 20, "A" * 129)
    }
    assert levels == {
        "1": (1, "H"),
        "A" * 12: (1, "Q"),
        "A" * 16: (1, "Q"),
        "A" * 17: (1, "M"),
        "A" * 20: (1, "M"),
        "A" * 129: (6, "M"),
    }


@pytest.mark.parametrize("text", ["", "A" * 3392, "x" * 2332])
def test_no_text_and_too_much_text_are_refused(text):
    with pytest.raises(qr.TooLong):
        qr.svg(text)


def test_the_largest_text_still_fits():
    assert qr.matrix("A" * 3391).version == 40


@pytest.mark.parametrize("module_px", [0, -1, 65])
def test_a_module_is_1_to_64_pixels(module_px):
    with pytest.raises(ValueError, match="module_px"):
        qr.png("1", module_px=module_px)
