from . import plans, toy
