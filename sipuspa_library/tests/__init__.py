from . import test_circulation
