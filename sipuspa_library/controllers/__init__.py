from . import opac
from . import portal
