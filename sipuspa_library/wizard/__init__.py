from . import library_copy_change
from . import library_copy_receive
from . import library_transfer_add
from . import library_desk_form
from . import library_grant_request
from . import library_label_print
from . import library_register_print
from . import library_proposal_decline
