"""`python -m embedded demo | hall | run -- COMMAND… | url`: the embedded servers from the command line."""

import argparse
import os
import shutil
import signal
import subprocess
import sys

from embedded.demo import demo
from embedded.environment import DEFAULT_PORT, ROOT, data_folder, served
from embedded.errors import EmbeddedError
from embedded.hall import ALL_NETWORKS, Hall, hall, new_code
from embedded.processes import launched
from embedded.servers import addresses_of_running


def main(arguments: list[str]) -> int:
    """Exit code 0, the command's own, or 1 with one sentence on stderr."""
    parser = argparse.ArgumentParser(prog="python -m embedded", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    shown = commands.add_parser("demo", help="run the whole house until Ctrl-C")
    serving = commands.add_parser("hall", help="serve the gates of a fair at the venue until Ctrl-C")
    serving.add_argument(
        "--join", nargs=2, metavar=("SITE", "CODE"), help="the first time: the fair's address and the code"
    )
    serving.add_argument(
        "--code", metavar="DEVICE", help="only make a code for a device of this name, with the line down"
    )
    serving.add_argument("--address", help="what telephones open, such as https://hall.example:8443")
    serving.add_argument("--bind", default=ALL_NETWORKS, help="the network it listens to (all)")
    serving.add_argument("--certificate", default="", help="PEM file, with its chain")
    serving.add_argument("--certificate-key", default="", help="PEM file")
    run = commands.add_parser("run", help="run a command with DATABASE_URL, REDIS_URL and CACHE_URL set")
    run.add_argument("argv", nargs=argparse.REMAINDER, metavar="-- COMMAND")
    for command in (shown, serving, run):
        command.add_argument("--port", type=_port, default=os.environ.get("PORT") or str(DEFAULT_PORT))
    commands.add_parser("url", help="print the addresses of the servers that run")
    chosen = parser.parse_args(arguments)
    try:
        if chosen.command == "demo":
            demo(data_folder(), chosen.port)
            return 0
        if chosen.command == "hall":
            scheme = "https" if chosen.certificate else "http"
            address = (chosen.address or f"{scheme}://127.0.0.1:{chosen.port}").rstrip("/")
            joining = (chosen.join[0], chosen.join[1]) if chosen.join else None
            given = Hall(address, chosen.port, chosen.bind, chosen.certificate, chosen.certificate_key, joining)
            if chosen.code:
                new_code(data_folder("hall"), given, chosen.code)
            else:
                hall(data_folder("hall"), given)
            return 0
        if chosen.command == "run":
            argv = chosen.argv[1:] if chosen.argv[:1] == ["--"] else chosen.argv
            if not argv:
                parser.error("run needs a command: python -m embedded run -- python manage.py migrate")
            return _run(argv, chosen.port)
        return _print_addresses()
    except EmbeddedError as exc:
        sys.stderr.write(f"{exc}\n")
        return 1
    except KeyboardInterrupt:
        return 130


def _run(argv: list[str], port: int) -> int:
    """Ctrl-C reaches the command, which shares our terminal; we wait for it. The exit code is its own."""
    program = shutil.which(argv[0])
    if program is None:
        sys.stderr.write(f"{argv[0]}: not found\n")
        return 127
    with served(data_folder(), port=port) as (env, _):
        process = subprocess.Popen(launched([program, *argv[1:]], account=None), env={"INSECURE_LOCAL": "true"} | env)
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda received, _: process.send_signal(received))
        signal.signal(signal.SIGINT, lambda *_: None)
        code = process.wait()
    return 128 - code if code < 0 else code


def _print_addresses() -> int:
    addresses = addresses_of_running(data_folder())
    if addresses is None:
        sys.stderr.write(f"No servers run for {ROOT}. Start them with `make demo` or `python -m embedded run -- …`.\n")
        return 1
    sys.stdout.write("".join(f"{name}={value}\n" for name, value in sorted(addresses.items())))
    return 0


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port number")
    return int(text)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
