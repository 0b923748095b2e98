"""A report of answers -> one HTML page that a reviewer reads: shares, then every failure with what
was asked and what was said."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from itertools import groupby

from nakshatra.measure.answers import Failure, Report, Share

_HEAD = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Answers</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
table { border-collapse: collapse; margin: 1rem 0 }
td, th { padding: .2rem .8rem; text-align: left }
tr:nth-child(even) { background: #8881 } details { margin: .5rem 0 } summary { cursor: pointer }
pre { white-space: pre-wrap; background: #8881; padding: .6rem; font: inherit }
.why { color: #b00020 }
</style>
"""


def page(report: Report) -> str:
    """Complete in itself: no script, nothing loaded."""
    parts = [
        f"<h1>{report.accuracy:.1%} of {report.n} cases are right</h1>",
        _checks(report.checks),
        _shares("Expert", report.experts),
        _shares("Language", report.languages),
        _shares("Kind", report.kinds),
        f"<h2>{len(report.failures)} replies with a fault</h2>",
        *_failures(report.failures),
    ]
    return _HEAD + "\n".join(parts) + "\n</html>\n"


def _checks(checks: Mapping[str, float]) -> str:
    rows = "".join(f"<tr><td>{name}<td>{share:.1%}" for name, share in checks.items())
    return f"<table><tr><th>Check<th>Passed{rows}</table>"


def _shares(title: str, shares: Mapping[str, Share]) -> str:
    rows = "".join(
        f"<tr><td>{escape(name)}<td>{share.n}<td>{share.right:.1%}"
        for name, share in shares.items()
    )
    return f"<table><tr><th>{title}<th>Cases<th>Right{rows}</table>"


def _failures(failures: tuple[Failure, ...]) -> list[str]:
    lines = []
    for lang, group in groupby(sorted(failures, key=_lang), key=_lang):
        lines.append(f"<h3>{escape(lang)}</h3>")
        lines += map(_failure, group)
    return lines


def _lang(failure: Failure) -> str:
    return failure.lang


def _failure(failure: Failure) -> str:
    code = escape(failure.lang.split("-")[0])
    return (
        f'<details><summary><span lang="{code}">{escape(failure.text)}</span> '
        f'<span class="why">{escape(failure.why)}</span></summary>'
        f"{escape(failure.id)}, {escape(failure.kind)}"
        f'<pre lang="{code}">{escape(failure.said)}</pre></details>'
    )
