"""Telegram as a channel. Read channel.py first, then reading.py (in), sending.py (out)."""

from nakshatra.channels.telegram.channel import Telegram as Telegram
from nakshatra.channels.telegram.channel import build as build
