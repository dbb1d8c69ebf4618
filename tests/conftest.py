"""What every test shares."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# A busy machine is not a bug: hypothesis judges behaviour here, never time.
settings.register_profile("commune", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("commune")
