"""A file that is no table at all."""


class Unreadable(Exception):
    """`row` is where reading had to stop, 0 for the whole file."""

    def __init__(self, code: str, reason: str, row: int = 0) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason
        self.row = row
