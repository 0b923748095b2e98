"""Everything an operator may set, in one validated frozen dataclass.

Default < nakshatra.toml in the working folder (or $NAKSHATRA_CONFIG) < environment
(NAKSHATRA_DATA_DIR=..., in capitals). Secrets come from the environment only and are never printed.
Nothing but this and setting_values.py reads the environment.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from nakshatra.errors import CatalogueError
from nakshatra.heard import SURENESS, Sureness
from nakshatra.setting_values import gathered, usual_cache

_SHARES = ("hear_floor", "readback_below", "readback_names_below")
_HOURS = ("quiet_from", "quiet_to")
_POSITIVE = (
    *("ram_budget_mb", "threads", "max_text", "max_audio_seconds", "fault_days"),
    *("log_days", "hand_off_hours", "hand_off_days", "hand_off_daily", "hand_off_queue"),
    *("whatsapp_per_second", "api_per_minute"),
)
_COUNTS = ("user_per_minute", "channel_per_minute", "late_hours")

_BOUNDS: Sequence[tuple[Sequence[str], Callable[[float], bool], str]] = (
    (_SHARES, lambda value: 0 <= value <= 1, "from 0 to 1"),
    (("port",), lambda value: 1 <= value <= 65535, "a port, 1 to 65535"),
    (_HOURS, lambda value: 0 <= value <= 23, "an hour, 0 to 23"),
    (_POSITIVE, lambda value: value > 0, "more than 0"),
    (_COUNTS, lambda value: value >= 0, "0 or more"),
)

HOTWORDS = ("cards", "all", "none")
_SHORTEST_KEY = 16
"""Characters of a key that the world may guess at."""


def _secret() -> Any:
    return field(default="", repr=False, metadata={"secret": True})


@dataclass(frozen=True, kw_only=True)
class Settings:
    data_dir: Path = Path.home() / ".local/share/nakshatra"
    """The databases, the downloaded weights, the logs."""

    cache_dir: Path = field(default_factory=usual_cache)
    """What is made again when it goes: compiled phrases."""

    catalogue: Path | None = None
    """The operator's own folder with experts/, languages/ or models/; comes after ours and wins."""

    database_url: str = ""
    """SQLAlchemy URL; "" = SQLite files in data_dir; postgresql://... for many machines."""

    host: str = "127.0.0.1"
    port: int = 8321
    public_url: str = ""
    """https://... under which the world reaches this server; set = webhooks instead of polling."""

    telegram_token: str = _secret()
    telegram_secret: str = _secret()
    """Sent back by Telegram with each webhook call; made from the token when empty."""

    telegram_api: str = "https://api.telegram.org"
    """Another Bot API server (a local one lifts the 20 MB limit)."""

    whatsapp_token: str = _secret()
    """Of a system user; set = WhatsApp is on (docs/whatsapp.md)."""

    whatsapp_app_secret: str = _secret()
    """Signs each call of Meta's."""

    whatsapp_verify_token: str = _secret()
    """Your own word; Meta sends it back when the webhook is set up."""

    whatsapp_phone_id: str = ""
    """The id of the number (not the number)."""

    whatsapp_template: str = ""
    """An approved template without variables that asks a person to write again; "" = none: what
    is ready after 24 hours waits, and stands among the dead letters."""

    whatsapp_template_language: str = "hi"
    """Those it was approved in: "hi,ta,en_US"; the first is for who reads none of them."""

    whatsapp_per_second: float = 60.0
    """Messages to Meta a second, all people together; a number may send 80 at first."""

    whatsapp_api: str = "https://graph.facebook.com"
    sms_provider: str = ""
    """twilio, exotel, gupshup, msg91, textlocal, or your own file (docs/sms.md); "" = no SMS."""

    sms_from: str = ""
    """The number or DLT header that people see."""

    sms_account: str = ""
    sms_user: str = ""
    """Of the provider's HTTP Basic, where it is not the account."""

    sms_secret: str = _secret()
    """The account's token, key or password."""

    sms_hook_secret: str = _secret()
    """What the provider's calls to us must carry, in their path, header or Basic."""

    sms_networks: str = ""
    """Where those calls may come from, as "203.0.113.7,198.51.100.0/24"; "" = as its file says."""

    sms_url: str = ""
    """Sends to this host instead of the one in the provider's file: "https://api.in.exotel.com"."""

    sms_entity: str = ""
    """DLT principal entity id."""

    sms_templates: str = ""
    """DLT template ids, as "answer=1107...,emergency=1107..."; also notice, more and menu."""

    sms_dlt_required: bool = True
    """Send nothing to a number of India without a template id for its kind."""

    sms_price: float = 0.0
    """Rupees that the provider takes for one segment."""

    api_keys: str = _secret()
    """Programs that may call /v1, as "name:key,name2:key2"; "" = there is no /v1 (docs/api.md)."""

    api_per_minute: int = 300
    """Calls a minute of one caller; more are told to wait."""

    callback_hosts: str = ""
    """Hosts in a private network that callbacks may reach all the same, as "ivr.lan,10.0.0.5"."""

    router: str = "examples"
    identifier: str = "ngrams"
    transcribers: str = "faster_whisper,sherpa_onnx,openai_audio"
    """Tried in this order among the models that are here (docs/voice.md, "Hearing")."""

    hear_floor: float = SURENESS.floor
    """Confidence below which a recording is not answered but asked for again; 0 = never."""

    readback_below: float = SURENESS.readback
    """Confidence below which the reply begins with what was heard; 0 = never, 1 = always."""

    readback_names_below: float = SURENESS.names
    """The same of the words that decide the answer. heard.py says why each is what it is."""

    hotwords: str = "cards"
    """Who is told which words to expect: "cards" = models whose card says so, all or none."""

    speech_url: str = ""
    """Address of a service with /audio/transcriptions, such as https://host/v1. Setting it sends
    people's recordings there: tell them so."""

    speech_key: str = _secret()
    speech_model: str = "whisper-1"
    speech_languages: str = ""
    """What that service hears, as "hi,ta"; "" = every language there is a card for."""

    speech_seconds: float = 20.0
    """How long it may take for half a minute of speech."""

    warm_up: bool = True
    """Load the likeliest recogniser, and what every voice needs, when the bot starts."""

    synthesizers: str = "piper,sherpa_onnx,espeak"
    """Tried in this order; the first that speaks the language is heard."""

    translator: str = "none"
    llm: str = ""
    """Path of a GGUF file, or the id of a models/<id>.toml; "" = the packs speak for themselves."""

    ram_budget_mb: int = 2000
    """Megabytes of models that may lie in memory at once."""

    idle_minutes: int = 30
    """A model that nobody used for so long leaves the memory; 0 = it stays."""

    voice_cache_mb: int = 64
    """Megabytes on disk for sentences of ours that were spoken before; 0 = none are kept."""

    threads: int = 2
    offline: bool = False
    """Never fetch anything, even when a model is missing."""

    wait_for_models: bool = False
    """Wait for a small missing model to be fetched (a terminal); else ask the person to type."""

    max_text: int = 4000
    """Characters of one message; longer ones get a clear answer."""

    max_audio_seconds: int = 600
    max_media_bytes: int = 20_000_000
    context_minutes: int = 30
    """How long a conversation is kept to understand follow-ups, without consent to remember."""

    memory_days: int = 30
    """How long with consent."""

    fault_days: int = 7
    """How long a dead letter keeps its content for an operator to look at."""

    log_days: int = 365
    """How long the processing log is kept: that an answer was given, without words."""

    master_key: str = _secret()
    """Seals the keys of people: 32 bytes in base64; "" = the file master.key in data_dir, made at
    the first start. Several, parted by commas: the first seals, the others still open."""

    operator_name: str = "Nakshatra"
    """Who answers for this bot: named in the notice and where a person answers."""

    operator_contact: str = ""
    """Where people complain: an address or a number, said in the notice and by /privacy."""

    quiet_from: int = 21
    quiet_to: int = 8
    """Hours in India between which the bot writes to nobody of itself; equal = never quiet."""

    hand_off: bool = False
    """People may ask a person of yours; read `nakshatra inbox` daily before you say yes."""

    hand_off_hours: int = 24
    """Within which you usually answer; people are told."""

    hand_off_days: int = 7
    """After which a question that nobody answered is erased, with a notice."""

    hand_off_daily: int = 3
    """Questions of one person a day."""

    hand_off_queue: int = 200
    """Questions that may wait."""

    admin_key: str = _secret()
    """Bearer key of what operators ask (/metrics, /admin/...); "" = only this machine may ask."""

    max_backlog: int = 2000
    """Messages waiting; beyond it people are told to try later."""

    user_per_minute: int = 30
    """Messages of one person in a minute; beyond it they are asked to wait one. Emergencies are not
    counted. 0 = any number."""

    channel_per_minute: int = 6000
    """Messages of all people of one channel; beyond it people are told to try later. 0 = any."""

    stop_loops: bool = True
    """Do not answer machines: our own words, the same again and again, faster than one reads."""

    late_hours: int = 48
    """A message this late is not answered, but its sender told. 0 = it is answered however late."""

    log_level: str = "INFO"

    def __post_init__(self) -> None:
        for names, fits, bound in _BOUNDS:
            for name in names:
                if not fits(value := getattr(self, name)):
                    raise CatalogueError(f"setting {name} must be {bound}, is {value}")
        if self.hotwords not in HOTWORDS:
            raise CatalogueError(f"setting hotwords must be one of {', '.join(HOTWORDS)}")
        if 0 < len(self.admin_key) < _SHORTEST_KEY:
            raise CatalogueError(
                f"NAKSHATRA_ADMIN_KEY is too short: give it {_SHORTEST_KEY} characters or more, "
                "for example from `openssl rand -hex 24`"
            )

    @classmethod
    def load(cls, environ: Mapping[str, str] | None = None, **given: Any) -> Settings:
        """Read file and environment; `given` (command-line options) wins over both."""
        environ = os.environ if environ is None else environ
        return cls(**gathered(environ, given, fields(cls)))

    @property
    def voices(self) -> tuple[str, ...]:
        return tuple(name.strip() for name in self.synthesizers.split(",") if name.strip())

    @property
    def ears(self) -> tuple[str, ...]:
        return tuple(name.strip() for name in self.transcribers.split(",") if name.strip())

    @property
    def sureness(self) -> Sureness:
        return Sureness(
            floor=self.hear_floor, readback=self.readback_below, names=self.readback_names_below
        )

    @property
    def models_dir(self) -> Path:
        return self.data_dir / "models"

    @property
    def own_cards(self) -> Path:
        """A catalogue folder of cards that `nakshatra models import` wrote."""
        return self.data_dir / "own"
