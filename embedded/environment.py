"""The environment of the house on this machine: server addresses, and secrets made once and kept."""

import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from embedded.places import write_private
from embedded.servers import Running, running

ROOT = Path(__file__).resolve().parent.parent
DEFAULT_PORT = 8000


def data_folder(name: str = "") -> Path:
    """PHIEN_DATA, else `.data` in the checkout, or the folder `name` in that."""
    return Path(os.environ.get("PHIEN_DATA") or ROOT / ".data" / name).absolute()


@contextmanager
def served(data: Path, *, port: int, patient: bool = True) -> Iterator[tuple[dict[str, str], Running | None]]:
    """The whole environment while the servers run.

    Addresses given from outside win; with both given nothing is started.
    """
    given = {name: os.environ[name] for name in ("DATABASE_URL", "REDIS_URL") if os.environ.get(name)}
    data.mkdir(parents=True, exist_ok=True)
    own = _secrets(data) | {"SITE_URL": f"http://127.0.0.1:{port}", "STATIC_ROOT": str(data / "static")}
    if len(given) == 2:
        yield own | os.environ, None
        return
    with running(data, patient=patient) as found:
        yield own | found.environment | os.environ, found


def _secrets(data: Path) -> dict[str, str]:
    """Keys that stay the same from start to start, so that sessions and badges stay valid."""
    path = data / "secrets.json"
    if not path.exists():
        made = {"SECRET_KEY": secrets.token_urlsafe(50), "BADGE_SIGNING_SEED": secrets.token_hex(32)}
        write_private(path, json.dumps(made, indent=1))
    return {str(name): str(value) for name, value in json.loads(path.read_text()).items()}
