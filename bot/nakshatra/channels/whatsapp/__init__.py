"""WhatsApp as a channel. Read channel.py first, then reading.py (in), sending.py (out)."""

from nakshatra.channels.whatsapp.channel import WhatsApp as WhatsApp
from nakshatra.channels.whatsapp.channel import build as build
