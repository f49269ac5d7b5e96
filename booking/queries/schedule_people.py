"""How well a preview serves each person: wished, placed, unmet, idle time, the first and the last meeting."""

from dataclasses import dataclass

from booking.queries.schedule_diff import Kind, Line
from booking.queries.schedule_facts import Wish, spots_of
from booking.queries.schedule_preview import Preview
from booking.rules.schedule import weight_of, wish_key
from booking.rules.schedule_numbers import Served, Wanted, served_people
from directory.models import Person
from fairs.models import MeetingSlot
from kernel.text import fold


@dataclass(frozen=True, slots=True)
class PersonServed:
    person: Person
    served: Served
    first: MeetingSlot | None
    last: MeetingSlot | None
    is_below: bool  # a smaller share of the points wished than all people together


@dataclass(frozen=True, slots=True)
class People:
    """`points` of `points_wished` are everybody's together: the share one person's is held against."""

    lines: list[PersonServed]
    points: int
    points_wished: int


def people_of_preview(preview: Preview, *, name: str = "") -> People:
    """The worst served first, then by points lost; who has no open wish at the end. `name` narrows by person or company.

    One query for all names, beside those of the preview.
    """
    facts = preview.facts
    placed = {line.wish: line for line in preview.diff.lines if line.wish is not None and line.changes}
    asked = {str(line["id"]): int(line["b"]) for line in (preview.run.problem or {}).get("requests", ())}
    wanted = [
        Wanted(
            _sides(preview, wish, placed.get(wish.id), asked),
            wish.priority,
            weight_of(wish.priority),
            wish.id in placed,
        )
        for wish in facts.wishes.values()
    ]
    standing = {
        line.key: {"slot": line.slot, "table": line.table, "a": line.people[0], "b": line.people[1]}
        for line in preview.diff.lines
        if line.kind is not Kind.CLASH or line.meeting is not None
    }
    served = served_people(wanted, standing, spots_of(facts))
    points = sum(each.points for each in served.values())
    points_wished = sum(each.points_wished for each in served.values())
    named = Person.objects.select_related("company").in_bulk(list(served))
    sought = fold(name)
    lines = [
        PersonServed(
            person,
            each,
            facts.slot_of.get(each.first or 0),
            facts.slot_of.get(each.last or 0),
            is_below=each.share is not None and each.points * points_wished < points * each.points_wished,
        )
        for pk, each in served.items()
        if (person := named.get(pk)) is not None and sought in fold(_called(person))
    ]
    return People(sorted(lines, key=_worst_first), points, points_wished)


def _sides(preview: Preview, wish: Wish, line: Line | None, asked: dict[str, int]) -> tuple[int, ...]:
    """Who is meant by a wish: who sits there, whom the asker named, whom the run took, or the firm's first person."""
    if line is not None:
        return line.people
    other = wish.to_person or asked.get(wish_key(wish.id))
    if other is None:
        other = next(iter(preview.facts.people_of.get(wish.to_company, [])), None)
    return (wish.from_person,) if other is None else (wish.from_person, other)


def _called(person: Person) -> str:
    company = person.company
    return " ".join(
        [person.full_name, company.short_name, company.legal_name, company.name_en] if company else [person.full_name]
    )


def _worst_first(line: PersonServed) -> tuple[bool, float, int, str, int]:
    served = line.served
    share = served.share
    lost = served.points_wished - served.points
    return (share is None, share or 0.0, -lost, fold(line.person.full_name), line.person.pk)
