from odoo import api, models

from ..tools import call_number

PATTERN_KEY = "sipuspa_library.call_number_pattern"
ARTICLES_KEY = "sipuspa_library.call_number_articles"
DONE_KEY = "sipuspa_library.call_number_rewritten_to"
BATCH = 100


class LibraryBook(models.Model):
    """The regency's pattern of call numbers, and rewriting what was proposed by an earlier one."""

    _inherit = "library.book"

    @api.model
    def _call_number_rule(self):
        """Return pattern and articles for :func:`..tools.call_number.call_number`.

        Every title is labelled by it, so a pattern that cannot be used counts as none.
        """
        get_param = self.env["ir.config_parameter"].sudo().get_param  # on every spine: no secret
        pattern = get_param(PATTERN_KEY) or call_number.PATTERN
        try:
            call_number.check_pattern(pattern)
        except ValueError:
            pattern = call_number.PATTERN
        return {"pattern": pattern, "articles": call_number.articles_of(get_param(ARTICLES_KEY))}

    # ------------------------------------------------------------------
    # A NEW PATTERN
    # ------------------------------------------------------------------

    @api.model
    def _start_rewriting_call_numbers(self):
        """Write the proposed call numbers of all titles anew, in the background."""
        self.env["ir.config_parameter"].sudo().set_param(DONE_KEY, "0")
        self.env.ref("sipuspa_library.cron_rewrite_call_numbers")._trigger()

    @api.model
    def _to_rewrite(self):
        """Return the domain of the titles whose turn is still to come."""
        # where a scheduled action has got to
        done = self.env["ir.config_parameter"].sudo().get_param(DONE_KEY)
        return (
            [("id", ">", int(done)), ("call_number_typed", "=", False)] if done else [(0, "=", 1)]
        )

    @api.model
    def _cron_rewrite_call_numbers(self):
        """Go on where the last run ended; a run that was killed is repeated, which changes nothing."""
        titles = self.with_context(active_test=False)
        domain = self._to_rewrite()
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=titles.search_count(domain))
        parameters = self.env["ir.config_parameter"].sudo()
        last, time_left = None, True
        while time_left and (books := titles.search(domain, order="id", limit=BATCH)):
            last = books[-1].id
            domain[0] = ("id", ">", last)
            time_left = cron._each(books, lambda part: part._rewrite_call_numbers(), BATCH)
        if time_left:
            parameters.set_param(DONE_KEY, False)
        elif last:
            parameters.set_param(DONE_KEY, str(last))

    def _rewrite_call_numbers(self):
        """Propose the call numbers anew; what is printed on a spine already stays that copy's own."""
        printed = self.env["library.copy"].search(
            [
                ("book_id", "in", self.ids),
                ("printed_at", "!=", False),
                ("own_call_number", "=", False),
            ]
        )
        spines = {copy: copy.call_number for copy in printed}
        self.modified(["class_number"])  # all that follows from it is told anew
        for copy, spine in spines.items():
            if copy.call_number != spine:
                copy.own_call_number = spine
