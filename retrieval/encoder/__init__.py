"""Texts to unit vectors. The room offers one protocol and loads the model that the settings name."""

from retrieval.encoder.base import Encoder
from retrieval.encoder.serving import load_encoder

__all__ = ["Encoder", "load_encoder"]
