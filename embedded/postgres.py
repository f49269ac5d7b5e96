"""One PostgreSQL cluster: made, started, stopped. Reached by a private unix socket and a password."""

import secrets
import shutil
import signal
import subprocess
import time
from pathlib import Path
from urllib.parse import quote

from embedded.errors import DataUnusable, ServerFailed
from embedded.places import Place, give, socket_folder, write_private
from embedded.processes import ProcessMark, birth_of, command_of, launched, mark, start, stop_child, stop_marked
from embedded.programs import PostgresPrograms, postgres_programs

ROLE = "phien"
DATABASE = "phien"
START_SECONDS = 60
ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "LC_ALL": "C",
    "TZ": "UTC",
    "MALLOC_MMAP_THRESHOLD_": "262144",  # what a query needed goes back to the system, not to the next query
    "MALLOC_TRIM_THRESHOLD_": "262144",
}

# Sized for a whole demo below 500 MB: for one machine with one fair on it, not for production.
SETTINGS = {
    "listen_addresses": "''",
    "unix_socket_permissions": "0700",
    "shared_buffers": "24MB",
    "work_mem": "8MB",
    "max_connections": "120",
    "max_wal_size": "256MB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_logical_replication_workers": "0",
    "max_parallel_workers_per_gather": "0",  # the processes to help with one question cost more than it, on small tables
    "jit": "off",
    "random_page_cost": "1.1",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_lock_waits": "on",
    "password_encryption": "scram-sha-256",
}
UNSAFE_BUT_FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}  # tests only


class PostgresServer:
    """A cluster in `place.home/postgres`. `durable=False` gives up crash safety for speed; for tests only."""

    def __init__(self, place: Place, *, durable: bool = True, settings: dict[str, str] | None = None) -> None:
        self.place = place
        self.settings = SETTINGS | ({} if durable else UNSAFE_BUT_FAST) | (settings or {})
        self.cluster = place.home / "postgres"
        self.log = place.data / "log" / "postgres.log"
        self.process: subprocess.Popen[bytes] | None = None
        self.sockets: Path | None = None

    @property
    def url(self) -> str:
        """A libpq address of the application's database; its role owns it and may create databases."""
        if self.sockets is None:
            raise ServerFailed("PostgreSQL has not been started.")
        return f"postgresql://{ROLE}:{self._password()}@/{DATABASE}?host={quote(str(self.sockets), safe='')}"

    @property
    def mark(self) -> ProcessMark:
        return mark(self.process.pid) if self.process else ProcessMark(0, "never")

    def start(self) -> None:
        """Make the cluster when there is none, end a leftover server, start, wait until it takes connections.

        Raises ServerFailed with the end of its log, DataUnusable when the cluster is another version's.
        """
        programs = postgres_programs(self.place.account)
        self.log.parent.mkdir(exist_ok=True)
        self._end_leftover()
        if not self.cluster.exists():
            self._create(programs)
        self._check_version(programs)
        if not self._password_file.exists():
            self._set_password(programs, self.cluster, "ALTER ROLE {role} PASSWORD '{password}'")
        if self.sockets is None or not self.sockets.is_dir():
            self.sockets = socket_folder(self.place)
        chosen = self.settings | {"unix_socket_directories": f"'{self.sockets}'"}
        if programs.major >= 18:
            chosen["io_method"] = "sync"  # three processes less
        lines = [f"{name} = {value}\n" for name, value in chosen.items()]
        write_private(self.cluster / "phien.conf", "".join(lines), self.place.account)
        with self.log.open("ab") as log:
            self.process = start(
                [str(programs.folder / "postgres"), "-D", str(self.cluster)],
                account=self.place.account,
                death_signal=signal.SIGINT,  # "fast" shutdown: clients are cut off, data is written
                env=ENVIRONMENT,
                cwd=self.place.home,
                output=log.fileno(),
            )
        self._wait_until_ready()

    def stop(self) -> None:
        """Fast shutdown; the cluster stays."""
        if self.process:
            stop_child(self.process, gently=signal.SIGINT, seconds=30)
            self.process = None
        if self.sockets and self.sockets.parent != self.place.home:
            shutil.rmtree(self.sockets, ignore_errors=True)

    def _create(self, programs: PostgresPrograms) -> None:
        """A new cluster, finished under another name, then renamed: a crash leaves no half cluster."""
        unfinished = self.place.home / "postgres.unfinished"
        if unfinished.exists():
            shutil.rmtree(unfinished)
        unfinished.mkdir(mode=0o700)
        give(unfinished, self.place.account)
        locale = (
            ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
            if programs.major >= 17
            else ["--locale=C.UTF-8"]
        )
        options = [
            "-D",
            str(unfinished),
            "-U",
            "postgres",
            "-E",
            "UTF8",
            "--auth=reject",
            "--no-instructions",
            "--no-sync",
        ]
        self._run([str(programs.folder / "initdb"), *options, *locale])
        (unfinished / "pg_hba.conf").write_text("local all all scram-sha-256\n")
        with (unfinished / "postgresql.conf").open("a") as file:
            file.write("include = 'phien.conf'\n")
        (unfinished / "phien.conf").touch(mode=0o600)
        give(unfinished / "phien.conf", self.place.account)
        wish = "CREATE ROLE {role} LOGIN CREATEDB PASSWORD '{password}'\nCREATE DATABASE {database} OWNER {role}"
        self._set_password(programs, unfinished, wish)
        unfinished.rename(self.cluster)

    def _set_password(self, programs: PostgresPrograms, cluster: Path, wish: str) -> None:
        """Tell the stopped cluster a new password in single-user mode, one statement a line, and keep it."""
        password = secrets.token_urlsafe(24)
        statements = wish.format(role=ROLE, database=DATABASE, password=password)
        command = [str(programs.folder / "postgres"), "--single", "-D", str(cluster), "postgres"]
        self._run(command, f"{statements}\nCHECKPOINT\n")
        write_private(self._password_file, password)

    @property
    def _password_file(self) -> Path:
        return self.place.data / "postgres.password"

    def _password(self) -> str:
        return self._password_file.read_text().strip()

    def _run(self, command: list[str], text: str = "") -> None:
        done = subprocess.run(
            launched(command, account=self.place.account, death_signal=signal.SIGKILL),
            env=ENVIRONMENT,
            cwd=self.place.home,
            input=text,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        with self.log.open("a") as log:
            log.write(done.stdout + done.stderr)
        if done.returncode or "ERROR:" in done.stderr or "FATAL:" in done.stderr:
            raise ServerFailed(f"{Path(command[0]).name} failed:\n{done.stdout[-500:]}{done.stderr[-1500:]}")

    def _check_version(self, programs: PostgresPrograms) -> None:
        found = int((self.cluster / "PG_VERSION").read_text())
        if found != programs.major:
            raise DataUnusable(
                f"{self.cluster} was made by PostgreSQL {found}, but {programs.major} is installed now. "
                "Move the data folder away to begin anew, or install the old version and carry the data over "
                "with pg_dump."
            )

    def _end_leftover(self) -> None:
        """Stop a server that outlived its starter; forget a pid file whose number is somebody else's now."""
        pid_file = self.cluster / "postmaster.pid"
        try:
            pid = int(pid_file.read_text().splitlines()[0])
        except (OSError, ValueError, IndexError):
            return
        if _serves(pid, self.cluster):
            birth = birth_of(pid)
            if birth:
                stop_marked(ProcessMark(pid, birth), gently=signal.SIGINT, seconds=30)
        pid_file.unlink(missing_ok=True)

    def _wait_until_ready(self) -> None:
        """The last line of postmaster.pid says "ready": what pg_ctl waits for, too."""
        assert self.process
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise ServerFailed(f"PostgreSQL ended at start:\n{self._log_end()}")
            try:
                lines = (self.cluster / "postmaster.pid").read_text().splitlines()
            except OSError:
                lines = []
            if len(lines) >= 8 and lines[7].strip() == "ready" and lines[0] == str(self.process.pid):
                return
            time.sleep(0.02)
        self.stop()
        raise ServerFailed(f"PostgreSQL did not become ready in {START_SECONDS} s:\n{self._log_end()}")

    def _log_end(self) -> str:
        return self.log.read_text(errors="replace")[-2000:]


def _serves(pid: int, cluster: Path) -> bool:
    """Whether the process is a PostgreSQL on this very cluster."""
    words = command_of(pid)
    return bool(words) and words[0].endswith("postgres") and str(cluster) in words
