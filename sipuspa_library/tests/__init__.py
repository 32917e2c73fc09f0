from . import test_access_attacks
from . import test_circulation
from . import test_demo_files
from . import test_tools_call_number
from . import test_tools_circulation
from . import test_tools_due_dates
from . import test_tools_numbers
from . import test_tools_policy
