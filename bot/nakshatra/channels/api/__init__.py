"""Programs as a channel: what they hand us at /v1/messages, and how the reply gets back to them."""

from nakshatra.channels.api.channel import Api as Api
from nakshatra.channels.api.channel import build as build
