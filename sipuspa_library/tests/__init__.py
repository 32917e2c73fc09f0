from . import test_circulation
from . import test_demo_files
