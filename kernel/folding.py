"""`kernel.text.fold` inside the database, for orders and filters by name without marks (no ICU, no extension needed)."""

from django.db.models import Func, TextField


class Folded(Func):
    """Lower case, no marks, đ as d: `Ép` sorts before `Khách`, `Đông Anh` beside `Dong Anh`."""

    template = (
        r"regexp_replace(normalize(lower(translate(%(expressions)s, 'Đđ', 'dd')), NFD), '[\u0300-\u036f]', '', 'g')"
    )
    output_field = TextField()
