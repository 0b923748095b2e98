"""The `nakshatra` command: names its subcommands, and loads one only when it is called."""

from __future__ import annotations

import sys
from importlib import import_module

import click

from nakshatra.errors import NakshatraError

_COMMANDS = {
    "run": "nakshatra.cli.run",
    "ask": "nakshatra.cli.ask",
    "chat": "nakshatra.cli.chat",
    "identify": "nakshatra.cli.identify",
    "route": "nakshatra.cli.route",
    "doctor": "nakshatra.cli.doctor",
    "models": "nakshatra.cli.models",
    "experts": "nakshatra.cli.experts",
    "languages": "nakshatra.cli.languages",
    "voices": "nakshatra.cli.voices",
    "eval": "nakshatra.cli.eval",
    "bench": "nakshatra.cli.bench",
    "api": "nakshatra.cli.api",
    "dead-letters": "nakshatra.cli.dead_letters",
    "sms": "nakshatra.cli.sms",
    "inbox": "nakshatra.cli.inbox",
    "feedback": "nakshatra.cli.feedback",
    "log": "nakshatra.cli.log",
}
"""Name -> module with a click command called `command`."""


class _Lazy(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = import_module(_COMMANDS[cmd_name]).command
        return command


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="nakshatra")
def cli() -> None:
    """Answers people in India in their own language, by text or voice, on an ordinary CPU.

    \b
    nakshatra run                             start the bot and its web chat
    nakshatra ask "gehu ka msp kya hai"       one question, one answer
    nakshatra doctor                          what works, what is missing, how to mend it
    """


def main() -> None:
    """Run the command; one of our errors is one plain line and exit code 1."""
    try:
        cli()
    except NakshatraError as error:
        click.echo(f"nakshatra: {error}", err=True)
        sys.exit(1)
