from hypothesis import HealthCheck, settings

# The same examples in every run: a build is red because of a change, never because of luck.
checked = settings(
    max_examples=200,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
