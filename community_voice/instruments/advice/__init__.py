"""Advice on an instrument before it is published: each rule gives its reason, few of them block."""

from community_voice.instruments.advice.advice import Advice
from community_voice.instruments.advice.registry import ADVICE, advise

__all__ = ["ADVICE", "Advice", "advise"]
