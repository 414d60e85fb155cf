"""Unit tests draw fewer examples under HYPOTHESIS_PROFILE=quick, which `./cabinet unit` sets."""

from hypothesis import settings

from tests.support.examples import QUICK, examples

settings.register_profile("quick", max_examples=examples(), deadline=None)
if QUICK:
    settings.load_profile("quick")
