"""Who may do what, as tables to be read and checked by eye. The tests turn them into questions.

A model, a public method or a route of ours without a row here fails, so that nobody adds a door
without saying who may pass.
"""

ROLES = (
    "desk",  # desk officer of school A
    "librarian",  # librarian of school A
    "cataloguer",  # the regency's, assigned nowhere
    "supervisor",  # oversees the district of school A
    "head",  # of the office, oversees the district of school A
    "stakeholder",  # of the district of school A
    "administrator",  # of the library: operates every library
    "employee",  # any other user of this Odoo
    "pupil",  # card login of the person the row of school A is about
    "classmate",  # card login of somebody else of school A
    "public",  # nobody logged in
)

# r reads, w writes, c creates, d deletes. The first line of a model is about a row of school A, the
# second about one of school B; a model whose rows belong to no library has one line. What Odoo
# lets superusers do is not asked. A person's membership in a further library is made by the desk's door
# (admit), with the whole card number; only the administrator makes one by itself. A wizard's row is
# its maker's alone: here the librarian's of that school, or a supervisor's.
MODELS = """
                         desk libr cata supe head stak admi empl pupl clas publ
library.region           r    r    r    r    r    r    rwcd r    .    .    .
library.type             r    r    r    r    r    r    rwcd r    .    .    .
library.policy.value     r    r    r    r    r    r    r    r    .    .    .
library.collection.type  r    r    r    r    r    r    rwcd r    .    .    .
library.member.category  r    r    r    r    r    r    rwcd r    .    .    .
library.visit.purpose    r    r    r    r    r    r    rwcd r    .    .    .
library.occupation       r    r    r    r    r    r    rwcd r    .    .    .
library.consent.scope    r    r    r    r    r    r    rwcd r    .    .    .
library.service          r    r    r    r    r    r    rwcd r    .    .    .
library.topic            r    r    rwcd r    r    r    rwcd r    .    .    .
library.school.year      r    r    r    r    r    r    r    r    .    .    .
library.classification   r    r    rwcd r    r    r    rwcd r    .    .    .
library.override         r    r    r    r    r    r    rwcd r    .    .    .
library.check            .    .    .    r    r    .    rw   .    .    .    .
library.terms            .    .    .    .    .    .    r    .    .    .    .
library.retention        .    .    .    .    .    .    rc   .    .    .    .
library.job              .    .    .    r    r    .    r    .    .    .    .

library.library          r    rw   r    rwc  r    r    rwcd r    .    .    .
                         r    r    r    r    r    r    rwcd r    .    .    .
library.profile          .    rw   .    r    r    .    rw   .    .    .    .
                         .    .    .    .    .    .    rw   .    .    .    .
library.opening          r    rwcd r    r    r    r    rwcd r    .    .    .
                         r    r    r    r    r    r    rwcd r    .    .    .
library.day.part         r    rwcd r    r    r    r    rwcd r    .    .    .
                         r    r    r    r    r    r    rwcd r    .    .    .
library.room             r    rwcd r    r    r    r    rwcd r    .    .    .
                         r    r    r    r    r    r    rwcd r    .    .    .
library.closure          r    rwcd r    r    r    r    rwcd r    .    .    .
                         r    r    r    r    r    r    rwcd r    .    .    .
library.policy           r    rwcd r    r    r    r    rwcd r    .    .    .
                         r    r    r    r    r    r    rwcd r    .    .    .
library.assignment       r    r    .    r    r    .    rwcd .    .    .    .
                         .    .    .    .    .    .    rwcd .    .    .    .
library.grant            r    r    .    .    .    .    r    .    .    .    .
                         .    .    .    .    .    .    r    .    .    .    .

library.book             r    rwcd rwcd r    r    r    rwcd r    .    .    .
                         r    rc   rwcd r    r    r    rwcd r    .    .    .
library.book.contributor r    rwcd rwcd r    r    r    rwcd r    .    .    .
                         r    r    rwcd r    r    r    rwcd r    .    .    .
library.book.identifier  r    rwcd rwcd r    r    r    rwcd r    .    .    .
                         r    r    rwcd r    r    r    rwcd r    .    .    .
library.author           r    rc   rwcd r    r    r    rwcd r    .    .    .
library.subject          r    rc   rwcd r    r    r    rwcd r    .    .    .
library.duplicate        .    r    r    .    .    .    r    .    .    .    .
                         .    .    r    .    .    .    r    .    .    .    .
library.person.duplicate . r   .    .    .    .    r    .    .    .    .
                         .    .    .    .    .    .    r    .    .    .    .
library.merge            .    r    r    .    .    .    r    .    .    .    .
                         .    .    r    .    .    .    r    .    .    .    .
library.holding          r    r    r    r    r    r    r    r    .    .    .
                         r    r    r    r    r    r    r    r    .    .    .
library.popular          r    r    r    r    r    r    r    r    .    .    .
                         r    r    r    r    r    r    r    r    .    .    .
library.shelf            r    rwcd r    r    r    r    rwcd r    .    .    .
                         r    r    r    r    r    r    rwcd r    .    .    .
library.theme            r    rwcd r    r    r    r    rwcd r    .    .    .
                         r    r    r    r    r    r    rwcd r    .    .    .
library.theme.line       r    rwcd r    r    r    r    rwcd r    .    .    .
                         r    r    r    r    r    r    rwcd r    .    .    .
library.label.sheet      r    rwcd r    r    r    r    rwcd r    .    .    .
                         r    r    r    r    r    r    rwcd r    .    .    .
library.label.setting    .    rwcd .    .    .    .    rwcd .    .    .    .
                         .    .    .    .    .    .    rwcd .    .    .    .
library.card.setting     .    rwcd .    .    .    .    rwcd .    .    .    .
                         .    .    .    .    .    .    rwcd .    .    .    .
library.card.replacement r    r    .    .    .    .    r    .    .    .    .
                         .    .    .    .    .    .    r    .    .    .    .
library.copy             r    rwcd r    r    r    r    rwcd r    .    .    .
                         r    r    r    r    r    r    rwcd r    .    .    .
library.receipt          .    r    .    .    .    .    r    .    .    .    .
                         .    .    .    .    .    .    r    .    .    .    .
library.book.local       r    rwcd r    r    r    r    rwcd r    .    .    .
                         r    r    r    r    r    r    rwcd r    .    .    .
library.copy.acquisition .    rwcd .    .    .    .    rwcd .    .    .    .
                         .    .    .    .    .    .    rwcd .    .    .    .

library.cataloguing.request . rwc rw . .  .    rwc  .    .    .    .
                         .    .    rw   .    .    .    rwc  .    .    .    .
library.member           r    rwcd .    .    .    .    rwcd .    r    .    .
                         .    .    .    .    .    .    rwcd .    .    .    .
library.membership       r    rwd  .    .    .    .    rwcd .    r    .    .
                         .    .    .    .    .    .    rwcd .    .    .    .
library.consent          .    r    .    .    .    .    r    .    .    .    .
                         .    .    .    .    .    .    r    .    .    .    .
library.school.class     r    rwcd .    .    .    .    rwcd .    .    .    .
                         .    .    .    .    .    .    rwcd .    .    .    .
library.enrolment        r    r    .    .    .    .    r    .    .    .    .
                         .    .    .    .    .    .    r    .    .    .    .
library.promotion        .    rwcd .    .    .    .    rwcd .    .    .    .
                         .    .    .    .    .    .    rwcd .    .    .    .
library.promotion.class  .    rw   .    .    .    .    rw   .    .    .    .
                         .    .    .    .    .    .    rw   .    .    .    .
library.promotion.line   .    rw   .    .    .    .    rw   .    .    .    .
                         .    .    .    .    .    .    rw   .    .    .    .
library.arrival          .    r    .    .    .    .    r    .    .    .    .
                         .    .    .    .    .    .    r    .    .    .    .
library.breach           .    rwc  .    .    rwc  .    rwc  .    .    .    .
                         .    .    .    .    .    .    rwc  .    .    .    .
library.access.log       .    r    .    .    .    .    r    .    .    .    .
                         .    .    .    .    .    .    r    .    .    .    .
library.clearance        r    r    .    .    .    .    r    .    .    .    .
                         .    .    .    .    .    .    r    .    .    .    .
library.roster           .    rd   .    .    .    .    rd   .    .    .    .
                         .    .    .    .    .    .    rd   .    .    .    .
library.roster.line      .    rw   .    .    .    .    rw   .    .    .    .
                         .    .    .    .    .    .    rw   .    .    .    .
library.data.request     .    rwc  .    .    .    .    rwc  .    r    .    .
                         .    .    .    .    .    .    rwc  .    .    .    .
library.loan             r    r    .    .    .    .    r    .    r    .    .
                         .    .    .    .    .    .    r    .    .    .    .
library.charge           r    r    .    .    .    .    r    .    r    .    .
                         .    .    .    .    .    .    r    .    .    .    .
library.hold             r    r    .    .    .    .    r    .    r    .    .
                         .    .    .    .    .    .    r    .    .    .    .
library.textbook.set     r    rwcd .    .    .    .    rwcd .    .    .    .
                         .    .    .    .    .    .    rwcd .    .    .    .
library.textbook.line    r    rwcd .    .    .    .    rwcd .    .    .    .
                         .    .    .    .    .    .    rwcd .    .    .    .
library.notice           r    r    .    .    .    .    r    .    .    .    .
                         .    .    .    .    .    .    r    .    .    .    .
library.suggestion       .    rwcd .    .    .    .    rwcd .    r    .    .
                         .    .    .    .    .    .    rwcd .    .    .    .
library.feedback         .    rw   .    .    .    .    rw   .    r    .    .
                         .    .    .    .    .    .    rw   .    .    .    .
library.guardian         .    r    .    .    .    .    r    .    r    .    .
                         .    .    .    .    .    .    r    .    .    .    .
library.donor            .    rwcd .    .    .    .    rwcd .    .    .    .
                         .    .    .    .    .    .    rwcd .    .    .    .
library.donation         .    rwcd .    .    .    .    rwcd .    .    .    .
                         .    .    .    .    .    .    rwcd .    .    .    .
library.donation.line    .    rwcd .    .    .    .    rwcd .    .    .    .
                         .    .    .    .    .    .    rwcd .    .    .    .
library.periodical       .    rwcd .    .    .    .    rwcd .    .    .    .
                         .    .    .    .    .    .    rwcd .    .    .    .
library.periodical.issue .    rwcd .    .    .    .    rwcd .    .    .    .
                         .    .    .    .    .    .    rwcd .    .    .    .
library.visit            rwc  rwcd .    .    .    .    rwcd .    .    .    .
                         .    .    .    .    .    .    rwcd .    .    .    .
library.visit.figure     r    r    .    r    r    .    r    .    .    .    .
                         .    .    .    .    .    .    r    .    .    .    .
library.kiosk            r    rwcd .    .    .    .    rwcd .    .    .    .
                         .    .    .    .    .    .    rwcd .    .    .    .
library.event            r    r    .    .    .    .    r    .    .    .    .
                         .    .    .    .    .    .    r    .    .    .    .
library.stocktake        r    rwcd .    r    r    .    rwcd .    .    .    .
                         .    .    .    .    .    .    rwcd .    .    .    .
library.weeding          .    rwcd .    r    r    .    rwcd .    .    .    .
                         .    .    .    .    .    .    rwcd .    .    .    .
library.weeding.line     .    rwcd .    r    r    .    rwcd .    .    .    .
                         .    .    .    .    .    .    rwcd .    .    .    .
library.stocktake.line   r    r    .    r    r    .    r    .    .    .    .
                         .    .    .    .    .    .    r    .    .    .    .

library.transfer         r    rwcd .    r    r    .    rwcd .    .    .    .
                         .    .    .    .    .    .    rwcd .    .    .    .
library.transfer.line    r    rwcd .    r    r    .    rwcd .    .    .    .
                         .    .    .    .    .    .    rwcd .    .    .    .
library.distribution     .    rwcd .    r    r    .    rwcd .    .    .    .
                         .    .    .    .    .    .    rwcd .    .    .    .
library.distribution.line . rwcd  .    r    r    .    rwcd .    .    .    .
                         .    .    .    .    .    .    rwcd .    .    .    .

library.transfer.add     .    rwc  .    .    .    .    c    .    .    .    .
                         .    c    .    .    .    .    c    .    .    .    .
library.distribution.add .    rwc  .    .    .    .    c    .    .    .    .
                         .    c    .    .    .    .    c    .    .    .    .
library.copy.change      .    rwc  .    .    .    .    c    .    .    .    .
                         .    c    .    .    .    .    c    .    .    .    .
library.copy.receive     .    rwc  .    .    .    .    c    .    .    .    .
                         .    c    .    .    .    .    c    .    .    .    .
library.label.print      .    rwc  .    .    .    .    c    .    .    .    .
                         .    c    .    .    .    .    c    .    .    .    .
library.card.print       .    rwc  .    .    .    .    c    .    .    .    .
                         .    c    .    .    .    .    c    .    .    .    .
library.hold.place       c    rwc  .    .    .    .    c    .    .    .    .
                         c    c    .    .    .    .    c    .    .    .    .
library.card.replace     .    rwc  .    .    .    .    c    .    .    .    .
                         .    c    .    .    .    .    c    .    .    .    .
library.register.print   .    rwc  .    .    .    .    c    .    .    .    .
                         .    c    .    .    .    .    c    .    .    .    .
library.charge.act       c    rwc  .    .    .    .    c    .    .    .    .
                         c    c    .    .    .    .    c    .    .    .    .
library.loan.act         c    rwc  .    .    .    .    c    .    .    .    .
                         c    c    .    .    .    .    c    .    .    .    .
library.cash.print       .    rwc  .    .    .    .    c    .    .    .    .
                         .    c    .    .    .    .    c    .    .    .    .
library.clearance.issue  .    rwc  .    .    .    .    c    .    .    .    .
                         .    c    .    .    .    .    c    .    .    .    .
library.clearance.revoke .    rwc  .    .    .    .    c    .    .    .    .
                         .    c    .    .    .    .    c    .    .    .    .
library.reading.print    .    rwc  .    .    .    .    c    .    .    .    .
                         .    c    .    .    .    .    c    .    .    .    .
library.clearance.print  .    rwc  .    .    .    .    c    .    .    .    .
                         .    c    .    .    .    .    c    .    .    .    .
library.membership.act   .    rwc  .    .    .    .    c    .    .    .    .
                         .    c    .    .    .    .    c    .    .    .    .
library.proposal.decline .    .    rwc  .    .    .    c    .    .    .    .
                         .    .    rwc  .    .    .    c    .    .    .    .
library.merge.form       .    rwc  c    .    .    .    c    .    .    .    .
                         .    c    c    .    .    .    c    .    .    .    .
library.merge.form.line  .    rwcd .    .    .    .    .    .    .    .    .
                         .    .    .    .    .    .    .    .    .    .    .
library.weeding.decision .    .    .    rwc  c    .    c    .    .    .    .
                         .    .    .    c    c    .    c    .    .    .    .
library.consent.sheet    .    rwc  .    .    .    .    c    .    .    .    .
                         .    c    .    .    .    .    c    .    .    .    .
library.consent.sheet.line . rwc   .    .    .    .    .    .    .    .    .
                         .    .    .    .    .    .    .    .    .    .    .
library.visit.entry      c    rwc  .    .    .    .    c    .    .    .    .
                         c    c    .    .    .    .    c    .    .    .    .
library.visit.entry.line .    rwcd .    .    .    .    .    .    .    .    .
                         .    .    .    .    .    .    .    .    .    .    .
library.visit.paper      c    rwc  .    .    .    .    c    .    .    .    .
                         c    c    .    .    .    .    c    .    .    .    .
library.late.entry       .    rwc  .    .    .    .    c    .    .    .    .
                         .    c    .    .    .    .    c    .    .    .    .
library.textbook.scan    c    rwc  .    .    .    .    c    .    .    .    .
                         .    .    .    .    .    .    c    .    .    .    .
library.textbook.settle  .    rwc  .    .    .    .    c    .    .    .    .
                         .    c    .    .    .    .    c    .    .    .    .
library.closing          .    rwc  .    .    .    .    c    .    .    .    .
                         .    c    .    .    .    .    c    .    .    .    .
library.closing.line     .    rwcd .    .    .    .    .    .    .    .    .
                         .    .    .    .    .    .    .    .    .    .    .
library.due.move         .    rwc  .    .    .    .    c    .    .    .    .
                         .    c    .    .    .    .    c    .    .    .    .
library.policy.cell      .    rwcd .    .    .    .    c    .    .    .    .
                         .    c    .    .    .    .    c    .    .    .    .
library.why              c    rwc  .    .    .    .    c    .    .    .    .
                         c    c    .    .    .    .    c    .    .    .    .
library.class.move       .    rwc  .    .    .    .    c    .    .    .    .
                         .    .    .    .    .    .    c    .    .    .    .
library.search.word      .    .    .    .    .    .    r    .    .    .    .
library.search.word.change .  .    .    .    .    .    r    .    .    .    .
library.login.try        .    .    .    .    .    .    r    .    .    .    .
library.portal.open      .    rwc  .    .    .    .    c    .    .    .    .
                         .    .    .    .    .    .    c    .    .    .    .
library.guardian.link    .    rwc  .    .    .    .    c    .    .    .    .
                         .    c    .    .    .    .    c    .    .    .    .
library.portal.invite    .    rwc  .    .    .    .    c    .    .    .    .
                         .    c    .    .    .    .    c    .    .    .    .
library.arrival.admit    .    rwc  .    .    .    .    c    .    .    .    .
                         .    .    .    .    .    .    c    .    .    .    .
library.grant.request    .    .    .    rwc  .    .    c    .    .    .    .
                         .    .    .    c    .    .    c    .    .    .    .
"""

# What a client may call over RPC, beside what every model has from Odoo. ``yes`` answers, ``no`` is
# refused; each caller tries it on school A: its desk, its librarian, the librarian of school B, a
# supervisor of the district, a pupil, and nobody. ``action_open_…`` answers with the address of a
# list, with nothing in it.
METHODS = """
                                     desk libr othr supe pupl publ
library.desk.scan                    yes  yes  no   no   no   no
library.desk.act                     yes  yes  no   no   no   no
library.desk.lend                    yes  yes  no   no   no   no
library.desk.take_back               yes  yes  no   no   no   no
library.desk.renew                   yes  yes  no   no   no   no
library.desk.renew_all               yes  yes  no   no   no   no
library.desk.lend_late               yes  yes  no   no   no   no
library.desk.take_back_late          yes  yes  no   no   no   no
library.desk.undo                    yes  yes  no   no   no   no
library.desk.use                     yes  yes  no   no   no   no
library.desk.admit                   yes  yes  no   no   no   no
library.desk.charges_of              yes  yes  no   no   no   no
library.desk.charge                  yes  yes  no   no   no   no
library.desk.pay                     yes  yes  no   no   no   no
library.desk.waive                   no   yes  no   no   no   no
library.desk.settle_in_kind          yes  yes  no   no   no   no
library.desk.pay_back                no   yes  no   no   no   no
library.desk.declare_lost            yes  yes  no   no   no   no
library.desk.claim_returned          yes  yes  no   no   no   no
library.desk.still_out               yes  yes  no   no   no   no
library.desk.found                   yes  yes  no   no   no   no
library.desk.report_damage           yes  yes  no   no   no   no
library.desk.receipt                 yes  yes  no   no   no   no
library.charge.action_print          yes  yes  no   no   no   no
library.charge.action_print_roll     yes  yes  no   no   no   no
library.charge.act.action_apply      no   yes  no   no   no   no
library.loan.act.action_apply        no   yes  no   no   no   no
library.cash.print.action_print      no   yes  no   no   no   no
library.cash.print.action_workbook   no   yes  no   no   no   no
library.late.entry.action_enter      no   yes  no   no   no   no
library.visit.entry.action_save      no   yes  no   no   no   no
library.visit.entry.action_show_visits no yes  no   no   no   no
library.visit.paper.action_print     no   yes  no   no   no   no
library.desk.place_hold              yes  yes  no   no   no   no
library.desk.cancel_hold             yes  yes  no   no   no   no
library.desk.holds_of                yes  yes  no   no   no   no
library.desk.pull_list               yes  yes  no   no   no   no
library.hold.action_cancel           yes  yes  no   no   no   no
library.hold.action_serve_first      no   yes  no   no   no   no
library.hold.action_serve_in_turn    no   yes  no   no   no   no
library.hold.action_print_slips      yes  yes  no   no   no   no
library.hold.place.action_place      no   yes  no   no   no   no
library.copy.action_transit_slips    yes  yes  no   no   no   no
library.library.action_open_pull_list yes yes  yes  yes  yes  yes
library.library.action_open_to_send  yes  yes  yes  yes  yes  yes
library.library.action_print_pull_list yes yes yes  yes  yes  yes
library.desk.open_desk               yes  yes  no   no   no   no
library.desk.today                   yes  yes  no   no   no   no
library.desk.class_list              yes  yes  no   no   no   no
library.desk.member                  yes  yes  no   no   no   no
library.desk.register                yes  yes  no   no   no   no
library.desk.alike                   yes  yes  no   no   no   no
library.desk.fast_add                yes  yes  no   no   no   no
library.desk.visit                   yes  yes  no   no   no   no
library.membership.action_completed  no   yes  no   no   no   no
library.copy.action_completed        no   yes  no   no   no   no
library.kiosk.action_pair            no   yes  no   no   no   no
library.kiosk.action_revoke          no   yes  no   no   no   no
library.desk.why                     yes  yes  no   no   no   no
library.library.action_open_rules    no   yes  no   no   no   no
library.policy.cell.action_back      no   yes  no   no   no   no
library.closing.action_read          no   yes  no   no   no   no
library.closing.action_propose       no   yes  no   no   no   no
library.closing.action_close         no   yes  no   no   no   no
library.due.move.action_move         no   yes  no   no   no   no
library.class.move.action_move       no   yes  no   no   no   no
library.promotion.action_refresh     no   yes  no   no   no   no
library.promotion.action_apply       no   yes  no   no   no   no
library.promotion.action_undo        no   yes  no   no   no   no
library.promotion.action_open_pupils yes  yes  yes  yes  yes  yes
library.promotion.run_batch          no   yes  no   no   no   no
library.arrival.action_dismiss       no   yes  no   no   no   no
library.arrival.action_expect        no   yes  no   no   no   no
library.arrival.admit.action_admit   no   yes  no   no   no   no
library.grant.open_person            no   no   no   yes  no   no
library.book.action_verify           no   no   no   no   no   no
library.book.action_unverify         no   no   no   no   no   no
library.book.action_described        no   no   no   no   no   no
library.book.find_candidates         no   yes  yes  no   no   no
library.cataloguing.request.action_take      no no no no no no
library.cataloguing.request.action_describe  no yes no no no no
library.cataloguing.request.action_put_back  no no no no no no
library.cataloguing.request.action_ask       no no no no no no
library.cataloguing.request.action_done      no no no no no no
library.cataloguing.request.action_existing  no no no no no no
library.cataloguing.request.action_answer    no yes no no no no
library.cataloguing.request.action_withdraw  no yes no no no no
library.book.action_open_own         yes  yes  yes  yes  no   no
library.book.local.action_accept     no   no   no   no   no   no
library.book.local.action_accept_anyway no no  no   no   no   no
library.proposal.decline.action_decline no no  no   no   no   no
library.author.action_open_titles    yes  yes  yes  yes  yes  yes
library.subject.action_open_titles   yes  yes  yes  yes  yes  yes
library.stocktake.scan               yes  yes  no   no   no   no
library.stocktake.tally              yes  yes  no   no   no   no
library.stocktake.action_open        no   yes  no   no   no   no
library.stocktake.action_count       yes  yes  no   no   no   no
library.stocktake.action_close       no   yes  no   no   no   no
library.stocktake.action_reopen      no   yes  no   no   no   no
library.stocktake.action_apply       no   yes  no   no   no   no
library.stocktake.action_print_minutes yes yes no   yes  no   no
library.book.action_merge            no   yes  no   no   no   no
library.book.action_find_duplicates  no   yes  yes  no   no   no
library.author.action_merge          no   no   no   no   no   no
library.subject.action_merge         no   no   no   no   no   no
library.member.action_merge          no   yes  no   no   no   no
library.member.action_find_duplicates no  yes  no   no   no   no
library.membership.action_merge      no   no   no   no   no   no
library.person.duplicate.action_merge no  yes  no   no   no   no
library.person.duplicate.action_different no yes no  no   no   no
library.person.duplicate.action_reopen no yes  no   no   no   no
library.school.class.action_print_cards no yes no   no   no   no
library.duplicate.action_merge       no   yes  no   no   no   no
library.duplicate.action_different   no   yes  no   no   no   no
library.duplicate.action_reopen      no   yes  no   no   no   no
library.merge.action_open_kept       no   yes  no   no   no   no
library.merge.action_undo            no   yes  no   no   no   no
library.merge.form.action_swap       no   yes  no   no   no   no
library.merge.form.action_merge      no   yes  no   no   no   no
library.weeding.action_find          no   yes  no   no   no   no
library.weeding.action_propose       no   yes  no   no   no   no
library.weeding.action_withdraw      no   yes  no   no   no   no
library.weeding.action_print_minutes no   yes  no   yes  no   no
library.weeding.decision.action_approve no no  no   yes  no   no
library.weeding.decision.action_send_back no no no  yes  no   no
library.roster.action_apply          no   yes  no   no   no   no
library.roster.action_undo           no   yes  no   no   no   no
library.roster.action_refused        no   yes  no   no   no   no
library.roster.action_open_lines     no   yes  no   no   no   no
library.roster.run_batch             no   yes  no   no   no   no
library.roster.line.action_leave_out no   yes  no   no   no   no
library.roster.line.action_is_new    no   yes  no   no   no   no
library.roster.line.action_has_left  no   yes  no   no   no   no
library.roster.line.action_take_back_decision no yes no no no no
library.breach.action_handle         no   no   no   no   no   no
library.breach.action_close          no   no   no   no   no   no
library.breach.action_agency_letter  yes  yes  yes  yes  yes  yes
library.breach.action_persons_letter yes  yes  yes  yes  yes  yes
library.retention.action_open_tonight no  no   no   no   no   no
library.check.action_check           no   no   no   no   no   no
library.job.action_run               no   no   no   no   no   no
library.notice.action_whatsapp       yes  yes  no   no   no   no
library.notice.action_told           yes  yes  no   no   no   no
library.notice.action_again          yes  yes  no   no   no   no
library.notice.action_print_lists    yes  yes  no   no   no   no
library.notice.action_print_letters  no   yes  no   no   no   no
library.school.class.action_print_overdue yes yes no no  no   no
library.library.action_open_mine     yes  yes  yes  yes  yes  yes
library.library.action_open_profile  no   yes  yes  yes  no   no
library.library.action_open_titles   yes  yes  yes  yes  yes  yes
library.copy.action_finish_processing no  yes  no   no   no   no
library.copy.action_open_history     yes  yes  yes  yes  no   no
library.copy.change.action_apply     no   yes  no   no   no   no
library.receipt.action_finish_processing no yes no  no   no   no
library.receipt.action_print_labels  no   yes  no   no   no   no
library.receipt.action_undo          no   yes  no   no   no   no
library.copy.receive.action_receive  no   yes  no   no   no   no
library.label.sheet.action_own_copy  no   yes  yes  no   no   no
library.label.sheet.action_calibrate yes  yes  yes  yes  no   no
library.label.print.action_draw      no   yes  no   no   no   no
library.label.print.action_calibrate no   yes  no   no   no   no
library.card.print.action_draw       no   yes  no   no   no   no
library.card.print.action_calibrate  no   yes  no   no   no   no
library.card.print.action_design     no   yes  no   no   no   no
library.card.replace.action_replace  no   yes  no   no   no   no
library.card.setting.action_open_mine no  yes  yes  no   no   no
library.card.setting.action_sample   no   yes  no   no   no   no
library.membership.action_print_cards no  yes  no   no   no   no
library.membership.action_replace_card no yes  no   no   no   no
library.transfer.action_scan         no   yes  no   no   no   no
library.transfer.action_send         no   yes  no   no   no   no
library.transfer.action_cancel       no   yes  no   no   no   no
library.transfer.action_receive      no   no   yes  no   no   no
library.transfer.action_receive_all  no   no   yes  no   no   no
library.transfer.action_return_box   no   no   yes  no   no   no
library.transfer.action_box_back     no   yes  no   no   no   no
library.transfer.action_send_strays_home no yes yes no   no   no
library.transfer.action_open_lines   yes  yes  yes  yes  no   no
library.transfer.action_open_missing yes  yes  yes  yes  yes  yes
library.transfer.action_open_copies  yes  yes  yes  yes  no   no
library.transfer.action_print_manifest yes yes yes  yes  yes  yes
library.transfer.action_print_minutes yes yes  yes  yes  yes  yes
library.transfer.line.action_tick    no   no   yes  no   no   no
library.transfer.line.action_untick  no   no   yes  no   no   no
library.transfer.line.action_one_more no  no   yes  no   no   no
library.transfer.line.action_one_less no  no   yes  no   no   no
library.transfer.line.action_found   no   no   yes  no   no   no
library.transfer.line.action_came_back no yes  no   no   no   no
library.distribution.action_make_transfers no yes no no  no   no
library.distribution.action_send_all no   yes  no   no   no   no
library.distribution.action_open_transfers yes yes yes yes yes yes
library.distribution.action_print_manifests yes yes yes yes yes yes
library.transfer.add.action_add      no   yes  no   no   no   no
library.distribution.add.action_add  no   yes  no   no   no   no
library.copy.action_book_cards         no   yes  no   no   no   no
library.register.print.action_print    no   yes  no   no   no   no
library.register.print.action_workbook no   yes  no   no   no   no
library.donation.action_thank        no   yes  no   no   no   no
library.donation.line.action_receive no   yes  no   no   no   no
library.membership.action_verify     no   yes  no   no   no   no
library.membership.action_lift_suspension no yes no no   no   no
library.membership.action_come_back  no   yes  no   no   no   no
library.membership.act.action_apply  no   yes  no   no   no   no
library.membership.action_consents   no   yes  no   no   no   no
library.school.class.action_consents no   yes  no   no   no   no
library.consent.sheet.action_tick_all no  yes  no   no   no   no
library.consent.sheet.action_save    no   yes  no   no   no   no
library.consent.sheet.action_withdraw no  yes  no   no   no   no
library.consent.sheet.action_back    no   yes  no   no   no   no
library.consent.sheet.action_print_form no yes no   no   no   no
library.consent.sheet.action_print_slips no yes no  no   no   no
library.textbook.set.action_assign   no   yes  no   no   no   no
library.textbook.set.action_give     yes  yes  no   no   no   no
library.textbook.set.action_collect  yes  yes  no   no   no   no
library.textbook.set.action_collect_rest no yes no  no   no   no
library.textbook.set.action_open_missing yes yes no no   no   no
library.textbook.set.action_print_list yes yes no   no   no   no
library.textbook.set.action_print_missing yes yes no no  no   no
library.textbook.set.action_missing_workbook yes yes no no no no
library.textbook.set.run_batch       no   yes  no   no   no   no
library.textbook.scan.action_scan    no   yes  no   no   no   no
library.textbook.scan.action_next_pupil no yes no   no   no   no
library.textbook.settle.action_settle no  yes  no   no   no   no
library.clearance.action_print       no   yes  no   no   no   no
library.clearance.issue.action_issue no   yes  no   no   no   no
library.clearance.issue.action_print_refused no yes no no no  no
library.clearance.issue.action_refused_workbook no yes no no no no
library.clearance.revoke.action_revoke no yes  no   no   no   no
library.reading.print.action_print   no   yes  no   no   no   no
library.reading.print.action_workbook no  yes  no   no   no   no
library.clearance.print.action_print no   yes  no   no   no   no
library.clearance.print.action_workbook no yes no   no   no   no
library.data.request.action_answer   no   yes  no   no   no   no
library.data.request.action_decline  no   yes  no   no   no   no
library.data.request.action_erase    no   yes  no   no   no   no
library.data.request.action_print_letter no yes no  no   no   no
library.data.request.action_export_pdf no yes  no   no   no   no
library.data.request.action_export_json no yes no   no   no   no
library.grant.request.action_open    no   no   no   yes  no   no
library.member.action_open_portal    no   yes  no   no   no   no
library.member.action_unlock_portal  no   yes  no   no   no   no
library.member.action_close_portal   no   yes  no   no   no   no
library.school.class.action_open_portals no yes no  no   no   no
library.portal.open.action_start     no   yes  no   no   no   no
library.portal.open.make_slips       no   yes  no   no   no   no
library.portal.invite.action_invite  no   yes  no   no   no   no
library.guardian.link.action_link    no   yes  no   no   no   no
library.guardian.action_end          no   yes  no   no   no   no
library.feedback.action_answer       no   yes  no   no   no   no
"""

# Routes of ours. ``page`` shows it, ``login`` asks to log in first, ``home`` sends a card login back to
# its own page, ``no`` refuses. Callers: nobody, the pupil, a classmate, the desk of school B. A kiosk that
# is not paired leads to the page where it is.
ROUTES = """
                           none  pupl  clas  othr
/library                   page  page  page  page
/library/advanced          page  page  page  page
/library/suggest           page  page  page  page
/library/book/<string:ref> page  page  page  page
/library/cover/<int:book_id> page page  page  page
/library/at/<string:code>  page  page  page  page
/library/<any(author,subject,topic,theme):kind>/<string:ref> page page page page
/library/sitemap.xml      page  page  page  page
/library/sitemap-<string:part>.xml page page page page
/robots.txt               page  page  page  page
/library/paper/<string:model>/<string:paper>/<string:ids> login no no no
/library/desk              login no    no    page
/library/kiosk             page  page  page  page
/library/kiosk/worker.js  page  page  page  page
/library/kiosk/<string:public_id> page page page page
/library/kiosk/<string:public_id>/app.json page page page page
/library/kiosk/<string:public_id>/open  no no no no
/library/kiosk/<string:public_id>/pulse no no no no
/library/kiosk/<string:public_id>/visit no no no no
/library/roster/read       login no    no    no
/library/roster/photos     login no    no    no
/library/roster/template   login no    no    page
/library/visits/read       login no    no    no
/library/visits/template   login no    no    page
/library/privacy           page  page  page  page
/library/privacy/anak      page  page  page  page
/library/<path:_rest>     no    no    no    no
/library/<path:_rest>      no    no    no    no
/library/again             page  page  page  page
/library/login             login home  home  page
/library/join              page  page  page  page
/library/pin               login page  page  page
/my                        login home  home  page
/my/home                   login home  home  page
/my/library                login page  page  page
/my/library/reading        login page  page  no
/my/library/suggest        login no   no   no
/my/library/card           login page page  page
/my/library/charges        login page page  page
/my/library/receipt/<string:number> login no no no
/my/library/history        login page page  page
/my/library/history/show   login page page  no
/my/library/family         login no   no    no
/my/library/renew          login no   no    no
/my/library/cancel         login no   no    no
/my/library/reserve        login no   no    no
/my/library/reserve/<string:book> login page page page
/my/library/wishes         login page page  page
/my/library/messages       login page page  page
/my/library/say            login no   no    no
/my/library/data           login page  page  page
/my/library/data/<any(pdf,json):kind> login page page no
/my/library/data/ask       login no   no   no
/my/library/<path:rest>    login no    no    no
/my/account                login home  home  page
/my/addresses              login home  home  page
/my/address                login home  home  page
/my/address/submit         login home  home  page
/my/address/archive        login no    no    no
/my/security               login home  home  page
/my/deactivate_account     login home  home  page
"""


def table(text):
    """Return the lines of a table as ``(name, [cells])``; a line without a name goes on."""
    lines = [line for line in text.splitlines() if line.strip()][1:]
    rows = []
    for line in lines:
        name, *cells = line.split() if not line.startswith(" ") else ("", *line.split())
        rows.append((name or rows[-1][0], cells))
    return rows


def rights_of_models():
    """Return ``{model: [rights at school A, rights at school B]}``, a dict a role each."""
    rights = {}
    for model, cells in table(MODELS):
        rights.setdefault(model, []).append(
            {role: cell.strip(".") for role, cell in zip(ROLES, cells, strict=True)}
        )
    return rights
