"""The interpreters of the meeting area: mostly Vietnamese and Japanese, two for English, one for half the fair."""

from datetime import date

from fairmaker.dice import dice
from fairmaker.people import vietnamese

_LANGUAGES = ("vi-ja", "vi-ja", "vi-ja", "vi-ja", "vi-ja", "vi-ja;vi-en", "vi-en", "vi-en;en-ja")


def interpreter_rows(seed: int, first: date) -> list[dict[str, str]]:
    rng = dice(seed, "interpreters")
    rows: list[dict[str, str]] = []
    for number, languages in enumerate(_LANGUAGES, start=1):
        name = vietnamese(rng, women=0.7)
        rows.append({"code": f"PD{number:02}", "name": name.full, "languages": languages, "phone": "",
                     "email": f"{name.mail}{number}@phien-dich.example",
                     "days": first.isoformat() if number == 5 else ""})  # fmt: skip
    return rows
