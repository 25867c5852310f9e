"""What all tests share: Hypothesis tries the same examples each time, however long one takes."""

from hypothesis import settings

settings.register_profile("linreg", deadline=None, derandomize=True, database=None, max_examples=50)
settings.load_profile("linreg")
