from . import opac
from . import paper
from . import portal
