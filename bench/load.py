"""`python -m bench.load --url … --method POST --bodies file.jsonl --concurrency 32 --total 10000`: any route under load.

`--bodies`: a file of one JSON body a line, sent in turn. Prints the rate, percentiles and status codes as JSON.
"""

import argparse
import itertools
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from bench.client import Call, Client


def main(arguments: list[str]) -> int:
    """0 when every call was answered, 1 when one was not."""
    parser = argparse.ArgumentParser(prog="python -m bench.load", description=__doc__)
    parser.add_argument("--url", required=True, help="http://host:port/path?query")
    parser.add_argument("--method", default="GET", type=str.upper)
    parser.add_argument("--bodies", type=Path, help="one JSON body a line, sent in turn")
    parser.add_argument("--header", action="append", default=[], metavar="'Name: value'")
    parser.add_argument("--concurrency", type=int, default=8)
    parser.add_argument("--total", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=300, help="begin no call after so long")
    chosen = parser.parse_args(arguments)
    result = Client(chosen.url, concurrency=chosen.concurrency, seconds=chosen.seconds).run(_calls(chosen))
    json.dump(result.figures(), sys.stdout, indent=2)
    sys.stdout.write("\n")
    return int(0 in result.codes)


def _calls(chosen: argparse.Namespace) -> Iterator[Call]:
    parts = urlsplit(chosen.url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = {name.strip(): value.strip() for name, _, value in (line.partition(":") for line in chosen.header)}
    bodies = [b""]
    if chosen.bodies:
        bodies = [line for line in chosen.bodies.read_bytes().splitlines() if line.strip()]
        headers = {"Content-Type": "application/json"} | headers
    for body in itertools.islice(itertools.cycle(bodies), chosen.total):
        yield Call(chosen.method, target, body, headers)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
