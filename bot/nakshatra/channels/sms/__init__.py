"""SMS as a channel; a provider is a file in providers/."""

from nakshatra.channels.sms.channel import Sms as Sms
from nakshatra.channels.sms.channel import build as build
