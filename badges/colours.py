"""The few sums with colours that a strap needs; colours are written #rrggbb."""


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def luminance(colour: str) -> float:
    """Relative luminance from 0 to 1, as WCAG 2 defines it."""

    def linear(channel: int) -> float:
        share = channel / 255
        return float(share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4)

    red, green, blue = map(linear, _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The WCAG 2 contrast ratio, 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def ink_on(colour: str) -> str:
    """White or the house's ink, whichever is read better on `colour` and on its woven threads."""
    return max(("#ffffff", "#18243a"), key=lambda ink: contrast(ink, woven(colour)))


def woven(colour: str) -> str:
    """The lighter thread of a strap: the colour under white at 13 %."""
    return "#" + "".join(f"{round(channel + (255 - channel) * 0.133):02x}" for channel in _channels(colour))
