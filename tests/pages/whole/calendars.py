"""A strict look at calendar invitations by the lines of RFC 5545 and 5546, with none of the code that wrote them."""

import datetime as dt
import re
from dataclasses import dataclass

_LINE = re.compile(r"(?P<name>[A-Z0-9-]+)(?P<parameters>(?:;[A-Z0-9-]+=(?:\"[^\"]*\"|[^\";:,]*))*):(?P<value>.*)")
_ONCE = ("UID", "DTSTAMP", "DTSTART", "DTEND", "SEQUENCE", "ORGANIZER", "SUMMARY", "STATUS")


@dataclass(frozen=True)
class Invitation:
    method: str
    uid: str
    sequence: int
    status: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    attendees: tuple[str, ...]


def read_invitation(raw: bytes) -> Invitation:
    """The one event of an invitation. AssertionError names the rule that is broken."""
    assert raw.endswith(b"\r\n"), "a content line ends with CRLF"
    assert b"\n" not in raw.replace(b"\r\n", b""), "no bare LF"
    for line in raw.split(b"\r\n"):
        assert len(line) <= 75, f"longer than 75 octets: {line!r}"
    text = re.sub(r"\r\n[ \t]", "", raw.decode("utf-8"))
    lines = [found for line in text.split("\r\n") if line and (found := _LINE.fullmatch(line))]
    assert len(lines) == len([line for line in text.split("\r\n") if line]), "every line is NAME;PARAMETERS:VALUE"
    _assert_nested(lines)
    whole = [(line["name"], line["value"]) for line in lines]
    assert ("VERSION", "2.0") in whole
    assert any(name == "PRODID" for name, _ in whole)
    (method,) = [value for name, value in whole if name == "METHOD"]
    event = lines[whole.index(("BEGIN", "VEVENT")) : whole.index(("END", "VEVENT"))]
    inner = [line for line in event if line["name"] not in {"BEGIN", "END"}]
    alarm = {id(line) for line in _inside(event, "VALARM")}
    fields: dict[str, list[re.Match[str]]] = {}
    for line in inner:
        if id(line) not in alarm:
            fields.setdefault(line["name"], []).append(line)
    for name in _ONCE:
        assert len(fields.get(name, [])) == 1, f"{name} stands once"
    assert fields["DTSTAMP"][0]["value"].endswith("Z"), "DTSTAMP is in UTC"
    zones = {line["value"] for line in _inside(lines, "VTIMEZONE") if line["name"] == "TZID"}
    return Invitation(
        method=method,
        uid=fields["UID"][0]["value"],
        sequence=int(fields["SEQUENCE"][0]["value"]),
        status=fields["STATUS"][0]["value"],
        starts_at=_moment(fields["DTSTART"][0], zones),
        ends_at=_moment(fields["DTEND"][0], zones),
        attendees=tuple(line["value"].lower().removeprefix("mailto:") for line in fields.get("ATTENDEE", [])),
    )


def _assert_nested(lines: list[re.Match[str]]) -> None:
    open_parts: list[str] = []
    for line in lines:
        if line["name"] == "BEGIN":
            open_parts.append(line["value"])
        elif line["name"] == "END":
            assert open_parts.pop() == line["value"], "parts are nested"
    assert not open_parts, "every part ends"


def _inside(lines: list[re.Match[str]], part: str) -> list[re.Match[str]]:
    """The lines between BEGIN and END of every such part."""
    found, depth = [], 0
    for line in lines:
        if (line["name"], line["value"]) == ("END", part):
            depth -= 1
        if depth:
            found.append(line)
        if (line["name"], line["value"]) == ("BEGIN", part):
            depth += 1
    return found


def _moment(line: re.Match[str], zones: set[str]) -> dt.datetime:
    """A time of the wall in a zone that the file itself explains, or UTC. The house's zone has no summer time."""
    value = line["value"]
    if value.endswith("Z"):
        return dt.datetime.strptime(value, "%Y%m%dT%H%M%SZ").replace(tzinfo=dt.UTC)
    (zone,) = re.findall(r"TZID=\"?([^\";:]+)\"?", line["parameters"])
    assert zone in zones, f"{zone} has no VTIMEZONE"
    assert zone == "Asia/Ho_Chi_Minh"
    seven = dt.timezone(dt.timedelta(hours=7))
    return dt.datetime.strptime(value, "%Y%m%dT%H%M%S").replace(tzinfo=seven)
