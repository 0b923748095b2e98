"""constraints.txt -> which pinned libraries have known vulnerabilities, by a public database.

    python tests/audit.py [--strict]

Asks osv.dev all at once, else pypi.org each by each. Exit code 1 when one is vulnerable, and with
--strict when no database was reached; else that is said in one line.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

PINS = Path(__file__).parents[1] / "constraints.txt"

ANSWERS_S = 3.0
"""A database that has not answered by then is not there: nobody's `make test` waits for it."""

_CALLS = 8
"""Under way at once."""

_LARGEST = 8_000_000
"""Bytes of one answer."""

_PIN = re.compile(r"([\w.-]+)==([\w.!+]+)")

Found = Mapping[str, Sequence[str]]
"""Pin, such as "requests==2.19.0" -> the ids of its vulnerabilities."""


class NoDatabase(Exception):
    """None was reached, or it answered something else."""


@dataclass(frozen=True, slots=True)
class Databases:
    osv: str = "https://api.osv.dev"
    pypi: str = "https://pypi.org"


def pins_of(lines: Iterable[str]) -> list[tuple[str, str]]:
    found = (_PIN.match(line) for line in lines if not line.startswith("#"))
    return [(pin[1], pin[2]) for pin in found if pin]


def audited(pins: Sequence[tuple[str, str]], where: Databases) -> tuple[str, Found]:
    """The database that answered, and what it knows. Raise `NoDatabase`."""
    for name, asked in (("osv.dev", _by_osv), ("pypi.org", _by_pypi)):
        try:
            return name, asked(pins, where)
        except (OSError, HTTPException, ValueError, KeyError, TypeError, AttributeError):
            continue
    raise NoDatabase


def _by_osv(pins: Sequence[tuple[str, str]], where: Databases) -> Found:
    asked = [
        {"package": {"name": name, "ecosystem": "PyPI"}, "version": version}
        for name, version in pins
    ]
    told = _json(f"{where.osv}/v1/querybatch", {"queries": asked})["results"]
    rows = zip(pins, told, strict=True)
    return {
        f"{name}=={version}": [one["id"] for one in row["vulns"]]
        for (name, version), row in rows
        if row.get("vulns")
    }


def _by_pypi(pins: Sequence[tuple[str, str]], where: Databases) -> Found:
    def known(pin: tuple[str, str]) -> list[str]:
        told = _json(f"{where.pypi}/pypi/{pin[0]}/{pin[1]}/json")["vulnerabilities"]
        return [one["id"] for one in told if not one.get("withdrawn")]

    first = known(pins[0])  # one that does not answer is not asked a hundred times
    with ThreadPoolExecutor(_CALLS) as threads:
        rest = list(threads.map(known, pins[1:]))
    rows = zip(pins, [first, *rest], strict=True)
    return {f"{name}=={version}": ids for (name, version), ids in rows if ids}


def _json(url: str, body: Any = None) -> Any:
    data = None if body is None else json.dumps(body).encode()
    request = Request(url, data, {"content-type": "application/json"})
    with urlopen(request, timeout=ANSWERS_S) as answer:
        return json.loads(answer.read(_LARGEST))


def main(options: Sequence[str], where: Databases | None = None, pins: Path = PINS) -> int:
    wanted = pins_of(pins.read_text("utf-8").splitlines())
    try:
        by, found = audited(wanted, where or Databases())
    except NoDatabase:
        print("not audited: no database reached (osv.dev, pypi.org)")
        return int("--strict" in options)
    for pin, ids in found.items():
        print(f"vulnerable: {pin}: {', '.join(ids)}; raise it in constraints.txt")
    print(f"audited by {by}: {len(wanted)} libraries, {len(found)} vulnerable")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
