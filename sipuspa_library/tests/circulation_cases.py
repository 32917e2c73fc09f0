"""The table of circulation: who does what, given what, and what comes of it.

School A is open from Monday to Saturday. It lends two books at once for seven days, renews once, and
lends nothing while a book is late. Ayu and Wayan are its pupils, Made is one of school B, which does as
much; each sends its books to who waits in the other. Under what is given stands who does
what | the answer | the state of the copy then | the slip. A refusal is answered with all its codes;
behind "!" stands what is told beside; "forbidden": the door is shut. The slip of a lend or renewal is
the day it is due, of a return the next step.
"""

TABLE = """
-- the copy
a copy on the shelf
    desk lends                       | done                           | on_loan      | 03-09
    librarian lends                  | done                           | on_loan      | 03-09
    administrator lends              | done                           | on_loan      | 03-09
    school B lends                   | forbidden                      | available    |
    supervisor lends                 | forbidden                      | available    |
    desk returns                     | done                           | available    | arrived
    school B returns                 | done                           | in_transit   | send_home
    supervisor returns               | forbidden                      | available    |
    desk uses                        | done                           | available    | used
    school B uses                    | copy_elsewhere                 | available    |
a copy Ayu has
    desk lends                       | already_borrowed               | on_loan      |
    librarian with a reason lends    | already_borrowed               | on_loan      |
    desk returns                     | done                           | available    | shelve
    administrator returns            | done                           | available    | shelve
    school B returns                 | done                           | in_transit   | send_home
    desk renews                      | done                           | on_loan      | 03-09
    school B renews                  | forbidden                      | on_loan      |
    supervisor renews                | forbidden                      | on_loan      |
    desk uses                        | copy_on_loan                   | on_loan      |
a copy Ayu has since today
    desk renews                      | renewal_too_early              | on_loan      |
    librarian with a reason renews   | renewal_too_early              | on_loan      |
a copy Ayu has renewed
    desk renews                      | renewal_limit                  | on_loan      |
    desk with a reason renews        | renewal_limit                  | on_loan      |
    librarian renews                 | renewal_limit                  | on_loan      |
    librarian with a reason renews   | done                           | on_loan      | 03-09
a copy Ayu has too long
    desk lends                       | already_borrowed has_overdue   | on_loan      |
    desk returns                     | done                           | available    | shelve
    desk renews                      | done                           | on_loan      | 03-09
a copy Wayan has
    desk lends                       | copy_on_loan                   | on_loan      |
    librarian with a reason lends    | copy_on_loan                   | on_loan      |
    desk returns                     | done                           | available    | shelve
    desk uses                        | copy_on_loan                   | on_loan      |
a copy Wayan brought back
    desk lends                       | done                           | on_loan      | 03-09
    desk returns                     | done                           | available    | arrived
a copy Ayu brought back
    desk renews                      | loan_closed                    | available    |
    librarian with a reason renews   | loan_closed                    | available    |
a copy handed in at school B
    desk lends                       | copy_not_arrived               | in_transit   |
    desk returns                     | done                           | available    | arrived
    school B returns                 | done                           | in_transit   | send_home
    desk uses                        | copy_not_arrived               | in_transit   |
a copy of school B
    desk lends                       | copy_elsewhere                 | available    |
    librarian with a reason lends    | copy_elsewhere                 | available    |
    desk returns                     | done                           | in_transit   | send_home
    desk uses                        | copy_elsewhere                 | available    |
a copy of school B lent there
    desk lends                       | copy_on_loan                   | on_loan      |
    desk returns                     | done                           | in_transit   | send_home
a copy of school B in a box here
    desk lends                       | done                           | on_loan      | 03-09
    desk returns                     | done                           | available    | arrived
    school B returns                 | done                           | in_transit   | send_home
    desk uses                        | done                           | available    | used
a lost copy
    desk lends                       | copy_lost                      | lost         |
    librarian with a reason lends    | copy_lost                      | lost         |
    desk returns                     | done                           | lost         | copy_lost
    desk uses                        | copy_lost                      | lost         |
a damaged copy
    desk lends                       | copy_damaged                   | damaged      |
    librarian with a reason lends    | copy_damaged                   | damaged      |
    desk returns                     | done                           | damaged      | copy_damaged
    desk uses                        | copy_damaged                   | damaged      |
a copy in repair
    desk lends                       | copy_in_repair                 | in_repair    |
    desk returns                     | done                           | in_repair    | copy_in_repair
    desk uses                        | copy_in_repair                 | in_repair    |
a copy in processing
    desk lends                       | copy_in_processing             | in_processing|
    desk returns                     | done                           | in_processing| copy_in_processing
    desk uses                        | copy_in_processing             | in_processing|
a withdrawn copy
    desk lends                       | copy_withdrawn                 | withdrawn    |
    desk returns                     | done                           | withdrawn    | copy_withdrawn
    desk uses                        | copy_withdrawn                 | withdrawn    |
a copy Ayu has, it is damaged
    desk returns                     | done                           | damaged      | copy_damaged
    desk renews                      | done                           | on_loan      | 03-09
    school B returns                 | done                           | in_transit   | send_home
a copy Ayu has, it is lost
    desk returns                     | done                           | lost         | copy_lost
-- the member
a copy on the shelf, Ayu's membership ended
    desk lends                       | membership_expired             | available    |
    desk with a reason lends         | membership_expired             | available    |
    librarian lends                  | membership_expired             | available    |
    librarian with a reason lends    | done                           | on_loan      | 03-09
a copy on the shelf, Ayu's membership ends today
    desk lends                       | done ! membership_ends_soon    | on_loan      | 03-09
a copy on the shelf, Ayu's membership ends soon
    desk lends                       | done ! membership_ends_soon    | on_loan      | 03-09
a damaged copy, Ayu's membership ends soon
    desk lends                       | copy_damaged ! membership_ends_soon| damaged      |
a copy on the shelf, Ayu's membership ends in June
    desk lends                       | done                           | on_loan      | 03-09
a copy on the shelf, Ayu is suspended
    desk lends                       | membership_suspended           | available    |
    desk with a reason lends         | membership_suspended           | available    |
    librarian with a reason lends    | done                           | on_loan      | 03-09
a copy on the shelf, Ayu was suspended
    desk lends                       | done                           | on_loan      | 03-09
a copy on the shelf, Ayu is not verified
    desk lends                       | membership_pending             | available    |
    librarian with a reason lends    | membership_pending             | available    |
a copy on the shelf, Ayu has left
    desk lends                       | membership_left                | available    |
    librarian with a reason lends    | membership_left                | available    |
a copy Ayu has, Ayu's membership ended
    desk returns                     | done                           | available    | shelve
    desk renews                      | membership_expired             | on_loan      |
    librarian with a reason renews   | done                           | on_loan      | 03-09
a copy Ayu has, Ayu is suspended
    desk returns                     | done                           | available    | shelve
    desk renews                      | membership_suspended           | on_loan      |
a copy Ayu has, Ayu has left
    desk returns                     | done                           | available    | shelve
    desk renews                      | membership_left                | on_loan      |
a copy on the shelf, Ayu has a book
    desk lends                       | done                           | on_loan      | 03-09
a copy on the shelf, Ayu has two books
    desk lends                       | limit_reached                  | available    |
    desk with a reason lends         | limit_reached                  | available    |
    librarian lends                  | limit_reached                  | available    |
    librarian with a reason lends    | done                           | on_loan      | 03-09
a copy on the shelf, Wayan has two books
    desk lends                       | done                           | on_loan      | 03-09
a copy on the shelf, Ayu has two books of school B
    desk lends                       | done                           | on_loan      | 03-09
a copy on the shelf, Ayu has a late book
    desk lends                       | has_overdue                    | available    |
    librarian with a reason lends    | done                           | on_loan      | 03-09
a copy Ayu has, Ayu has a late book
    desk renews                      | done                           | on_loan      | 03-09
a lost copy, Ayu has two books, Ayu is suspended
    desk lends                       | copy_lost membership_suspended limit_reached| lost         |
    librarian with a reason lends    | copy_lost                      | lost         |
a copy Ayu has renewed, Ayu is suspended
    desk renews                      | membership_suspended renewal_limit| on_loan      |
-- the loan rule
a copy on the shelf, nothing is lent
    desk lends                       | not_for_loan                   | available    |
    librarian with a reason lends    | not_for_loan                   | available    |
    desk uses                        | done                           | available    | used
a copy on the shelf, no book at once
    desk lends                       | not_for_loan                   | available    |
a copy on the shelf, no rule fits
    desk lends                       | no_policy                      | available    |
    librarian with a reason lends    | no_policy                      | available    |
a copy Ayu has, no rule fits
    desk returns                     | done                           | available    | shelve
    desk renews                      | no_policy                      | on_loan      |
a copy Ayu has, nothing is renewed
    desk renews                      | renewal_limit                  | on_loan      |
    librarian with a reason renews   | done                           | on_loan      | 03-09
a copy on the shelf, one book at once, Ayu has a book
    desk lends                       | limit_reached                  | available    |
a copy on the shelf, one of this type at once, Ayu has a book
    desk lends                       | type_limit_reached             | available    |
    librarian with a reason lends    | done                           | on_loan      | 03-09
a copy on the shelf, lent for three days
    desk lends                       | done                           | on_loan      | 03-05
a copy on the shelf, lent for six days
    desk lends                       | done                           | on_loan      | 03-09
a copy on the shelf, due on 20 March
    desk lends                       | done                           | on_loan      | 03-20
a copy on the shelf, due on 1 March
    desk lends                       | done                           | on_loan      | 03-09
a copy on the shelf, due on 22 March
    desk lends                       | done                           | on_loan      | 03-21
a copy Ayu has, due on 20 March
    desk renews                      | done                           | on_loan      | 03-20
a copy on the shelf, late books do not block, Ayu has a late book
    desk lends                       | done ! has_overdue             | on_loan      | 03-09
a copy on the shelf, patience of a month, Ayu has a late book
    desk lends                       | done                           | on_loan      | 03-09
-- the library
a copy on the shelf, closed on the 9th
    desk lends                       | done                           | on_loan      | 03-10
a copy on the shelf, closed from the 9th
    desk lends                       | done ! due_moved               | on_loan      | 03-16
a copy Ayu has, closed from the 9th
    desk renews                      | done                           | on_loan      | 03-16
a copy on the shelf, closed from the 9th, due on 13 March
    desk lends                       | done ! due_moved               | on_loan      | 03-07
a copy on the shelf, no opening hours
    desk lends                       | library_without_hours          | available    |
    librarian with a reason lends    | library_without_hours          | available    |
a copy Ayu has, no opening hours
    desk returns                     | done                           | available    | shelve
    desk renews                      | library_without_hours          | on_loan      |
a copy on the shelf, closed today
    desk lends                       | done                           | on_loan      | 03-09
-- who may override what
a copy on the shelf, Ayu has a late book, the desk may go on
    desk with a reason lends         | done                           | on_loan      | 03-09
    desk lends                       | has_overdue                    | available    |
a copy on the shelf, Ayu has a late book, nobody may go on
    librarian with a reason lends    | has_overdue                    | available    |
a copy on the shelf, Ayu is suspended, the desk may go on
    desk with a reason lends         | membership_suspended           | available    |
-- what is owed, what is lost
a copy on the shelf, who owes 5.000 is lent nothing, Ayu owes 5.000
    desk lends                       | debt                           | available    |
    desk with a reason lends         | debt                           | available    |
    librarian with a reason lends    | done                           | on_loan      | 03-09
a copy on the shelf, who owes 5.000 is lent nothing, Ayu owes 4.999
    desk lends                       | done                           | on_loan      | 03-09
a copy on the shelf, Ayu owes 5.000
    desk lends                       | done                           | on_loan      | 03-09
a copy on the shelf, who owes 5.000 is lent nothing, Wayan owes 5.000
    desk lends                       | done                           | on_loan      | 03-09
a copy Ayu has, who owes 5.000 is lent nothing, Ayu owes 5.000
    desk returns                     | done                           | available    | shelve
    desk renews                      | done                           | on_loan      | 03-09
a copy Ayu has too long, a fine of 500 a day
    desk returns                     | done                           | available    | shelve
    school B returns                 | done                           | in_transit   | send_home
    desk renews                      | done ! late_counts             | on_loan      | 03-09
a copy just brought back late
    desk undoes                      | done                           | on_loan      | undone_return
a copy just brought back late, the fine is paid
    desk undoes                      | not_undoable                   | available    |
a copy Ayu declared lost
    desk lends                       | already_borrowed               | lost         |
    desk returns                     | done                           | available    | shelve
    desk renews                      | copy_lost                      | lost         |
    desk uses                        | copy_lost                      | lost         |
-- who waits for it
a copy on the shelf, nobody waits
    desk reserves                    | done                           | available    | queued
    librarian reserves               | done                           | available    | queued
    school B reserves                | forbidden                      | available    |
    supervisor reserves              | forbidden                      | available    |
a copy on the shelf, Wayan waits
    desk lends                       | done                           | on_loan      | 03-09
    desk reserves                    | done                           | available    | queued
    desk returns                     | done                           | on_hold_shelf| hold_shelf
    school B returns                 | done                           | in_transit   | send_to
    desk uses                        | done                           | available    | used
a copy on the shelf, Ayu waits
    desk lends                       | done                           | on_loan      | 03-09
    desk reserves                    | hold_exists                    | available    |
    desk cancels                     | done                           | available    | hold_cancelled
    school B cancels                 | forbidden                      | available    |
    desk returns                     | done                           | on_hold_shelf| hold_shelf
a copy on the shelf, Ayu waits, Ayu is suspended
    desk returns                     | done                           | available    | arrived
a copy on the shelf, Ayu waits, Ayu is suspended, Wayan waits
    desk returns                     | done                           | on_hold_shelf| hold_shelf
a copy on the shelf, school A sends no books, Made waits
    desk returns                     | done                           | available    | arrived
    school B returns                 | done                           | in_transit   | send_home
a copy on the shelf, Made waits
    desk lends                       | done                           | on_loan      | 03-09
    desk returns                     | done                           | in_transit   | send_to
    school B returns                 | done                           | on_hold_shelf| hold_shelf
a damaged copy, Wayan waits
    desk returns                     | done                           | damaged      | copy_damaged
a copy sent to school B
    desk lends                       | copy_on_its_way                | in_transit   |
    desk returns                     | done                           | available    | arrived
    school B returns                 | done                           | available    | arrived
a copy sent to school B, Wayan waits
    desk returns                     | done                           | on_hold_shelf| hold_shelf
    school B returns                 | done                           | in_transit   | send_to
a copy Ayu has, Wayan waits
    desk returns                     | done                           | on_hold_shelf| hold_shelf
    school B returns                 | done                           | in_transit   | send_to
    desk renews                      | done                           | on_loan      | 03-09
    desk reserves                    | already_borrowed               | on_loan      |
a copy Ayu has, no other copy, Wayan waits
    desk renews                      | reserved_by_others             | on_loan      |
    desk with a reason renews        | reserved_by_others             | on_loan      |
    librarian with a reason renews   | done                           | on_loan      | 03-09
a copy Ayu has, no other copy, Made waits
    desk renews                      | reserved_by_others             | on_loan      |
a copy Ayu has, no other copy, school A sends no books, Made waits
    desk renews                      | done                           | on_loan      | 03-09
a copy Ayu has, Made waits
    desk returns                     | done                           | in_transit   | send_to
    school B returns                 | done                           | on_hold_shelf| hold_shelf
a copy Ayu declared lost, Wayan waits
    desk returns                     | done                           | on_hold_shelf| hold_shelf
-- kept for somebody
a copy kept for Wayan
    desk lends                       | copy_reserved                  | on_hold_shelf|
    librarian with a reason lends    | copy_reserved                  | on_hold_shelf|
    desk reserves                    | done                           | on_hold_shelf| queued
    desk returns                     | done                           | on_hold_shelf| hold_shelf
    school B returns                 | done                           | in_transit   | send_to
    desk uses                        | copy_reserved                  | on_hold_shelf|
    school B uses                    | copy_reserved                  | on_hold_shelf|
a copy kept for Wayan, nobody fetched it
    desk lends                       | done                           | on_loan      | 03-09
    desk returns                     | done                           | available    | arrived
a copy kept for Wayan, it is damaged
    desk lends                       | copy_damaged                   | damaged      |
    desk returns                     | done                           | damaged      | copy_damaged
a copy kept for Wayan, it is lost
    desk returns                     | done                           | lost         | copy_lost
a copy kept for Ayu
    desk lends                       | done                           | on_loan      | 03-09
    desk reserves                    | hold_exists                    | on_hold_shelf|
    desk cancels                     | done                           | available    | hold_cancelled_scan
    desk returns                     | done                           | on_hold_shelf| hold_shelf
    school B returns                 | done                           | in_transit   | send_to
    desk uses                        | copy_reserved                  | on_hold_shelf|
a copy kept for Ayu, Wayan waits
    desk cancels                     | done                           | on_hold_shelf| hold_cancelled
    desk lends                       | done                           | on_loan      | 03-09
a copy kept for Ayu, nobody fetched it
    desk cancels                     | hold_closed                    | available    |
a copy kept for Ayu, nobody fetched it, Wayan waits
    desk returns                     | done                           | on_hold_shelf| hold_shelf
a copy kept for Ayu, Ayu is suspended
    desk lends                       | membership_suspended           | on_hold_shelf|
    librarian with a reason lends    | done                           | on_loan      | 03-09
a copy kept for Ayu, Ayu has two books of another title
    desk lends                       | limit_reached                  | on_hold_shelf|
a copy kept for Ayu, it is at school B
    desk lends                       | copy_not_arrived               | in_transit   |
    desk returns                     | done                           | on_hold_shelf| hold_shelf
a copy kept for Made
    desk lends                       | copy_reserved                  | in_transit   |
    desk returns                     | done                           | in_transit   | send_to
    school B returns                 | done                           | on_hold_shelf| hold_shelf
    desk uses                        | copy_reserved                  | in_transit   |
a copy kept for Made, Made asks
    school B lends                   | copy_not_arrived               | in_transit   |
    school B cancels                 | done                           | available    | hold_cancelled
a copy kept for Made, it is at school B
    desk lends                       | copy_reserved                  | on_hold_shelf|
    desk returns                     | done                           | in_transit   | send_to
    school B uses                    | copy_reserved                  | on_hold_shelf|
a copy kept for Made, it is at school B, Made asks
    school B lends                   | done                           | on_loan      | 03-09
    school B cancels                 | done                           | in_transit   | hold_cancelled_scan
-- who may reserve
a copy on the shelf, nothing is reserved
    desk reserves                    | not_for_hold                   | available    |
    librarian with a reason reserves | not_for_hold                   | available    |
a copy on the shelf, one reservation at once, Ayu waits for another title
    desk reserves                    | hold_limit_reached             | available    |
    desk with a reason reserves      | hold_limit_reached             | available    |
    librarian with a reason reserves | done                           | available    | queued
a copy on the shelf, Ayu is suspended
    desk reserves                    | membership_suspended           | available    |
a copy on the shelf, Ayu has left
    desk reserves                    | membership_left                | available    |
a lost copy, no other copy
    desk reserves                    | no_copy_for_hold               | lost         |
a copy Ayu has, Ayu is suspended
    desk reserves                    | membership_suspended already_borrowed| on_loan      |
-- taken back at once
a copy Ayu just reserved
    desk undoes                      | done                           | available    | undone_hold
a copy just brought back, Wayan had waited
    desk undoes                      | done                           | on_loan      | undone_return
a copy kept for Ayu, just handed over
    desk undoes                      | done                           | on_hold_shelf| undone_lend
a copy just lent to Ayu
    desk undoes                      | done                           | available    | undone_lend
    librarian undoes                 | done                           | available    | undone_lend
    school B undoes                  | forbidden                      | on_loan      |
a copy just lent to Ayu, an hour ago
    desk undoes                      | undo_too_late                  | on_loan      |
a copy just lent to Ayu, it is damaged
    desk undoes                      | changed_since                  | on_loan      |
a copy just lent to Ayu, it came back
    desk undoes                      | changed_since                  | available    |
a copy just brought back
    desk undoes                      | done                           | on_loan      | undone_return
a copy just brought back, Wayan has it now
    desk undoes                      | changed_since                  | on_loan      |
a copy just brought back, Ayu has a book
    desk undoes                      | borrowed_since                 | available    |
a copy just brought back, Ayu's membership ended
    desk undoes                      | done                           | on_loan      | undone_return
a copy just renewed
    desk undoes                      | done                           | on_loan      | undone_renew
a copy just renewed, it came back
    desk undoes                      | changed_since                  | available    |
a copy just read here
    desk undoes                      | done                           | available    | undone_use
"""


def cases():
    """Yield the cases of the table: given, who, does, answer, then, slip."""
    given = ""
    for line in TABLE.strip().splitlines():
        if line.startswith(" "):
            act, answer, then, slip = (cell.strip() for cell in line.split("|"))
            who, _space, does = act.rpartition(" ")
            yield given, who, does, answer, then, slip
        else:
            given = line
