"""Runs of these tests re-run themselves a few times only, as in tests/study."""

from tests.study.conftest import few_reruns

__all__ = ["few_reruns"]
