"""Properties are tested the same way on fast and on busy machines: by the number of examples, never by a clock."""

from hypothesis import HealthCheck, settings

settings.register_profile("readiness", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("readiness")
