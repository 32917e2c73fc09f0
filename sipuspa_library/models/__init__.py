# mixins first, then in the order of the map in docs/architecture.md
from . import mixin_access_source
from . import mixin_search_column
from . import mixin_authority
from . import mixin_book_line
from . import mixin_guarded
from . import mixin_paper
from . import mixin_scope
from . import mixin_shelf_order
from . import mixin_snapshot
from . import mixin_verb_fields

from . import res_users
from . import ir_http
from . import ir_rule

from . import library_region
from . import library_type
from . import library_library
from . import library_numbers
from . import library_calendar
from . import library_reach
from . import library_profile
from . import library_paper
from . import library_opening
from . import library_closure
from . import library_assignment
from . import library_grant

from . import library_classification
from . import library_author
from . import library_subject
from . import library_book
from . import library_book_identifier
from . import library_book_search
from . import library_book_class
from . import library_book_call_number
from . import library_book_contributor
from . import library_collection_type
from . import library_shelf
from . import library_copy
from . import library_copy_call_number
from . import library_copy_state
from . import library_copy_history
from . import library_copy_acquisition
from . import library_receipt
from . import library_copy_label
from . import library_label_sheet
from . import library_label_setting
from . import library_holding
from . import library_book_load
from . import library_book_find
from . import library_cataloguing_request
from . import library_book_provisional

from . import library_member_category
from . import library_member
from . import library_membership

from . import library_policy
from . import library_event
from . import library_loan
from . import library_desk
from . import library_visit_purpose
from . import library_visit
from . import library_stocktake
from . import library_stocktake_line
from . import library_stocktake_scan
from . import library_stocktake_close
from . import library_stocktake_minutes
from . import library_check
from . import res_config_settings
from . import res_users_settings

from . import library_demo_stock
from . import library_demo_people
from . import library_demo

from . import library_opac
from . import library_opac_book
from . import library_opac_place
