from . import opac
from . import paper
from . import login
from . import join
from . import portal
from . import roster
from . import privacy
from . import my_data
