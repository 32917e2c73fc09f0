from odoo import api, models
from odoo.tools import format_date

from ..tools import circulation, policy, why


class LibraryMembership(models.Model):
    """Why this member may, or may not, have a copy: the desk's own judgement, with nothing written."""

    _inherit = "library.membership"

    def _why(self, copy):
        """Explain lending ``copy`` to this member, or renewing it where the member has it.

        :return: ``(explanation, due)``: a :class:`~..tools.why.Explanation` and the day it would be due
        """
        self.ensure_one()
        membership_sudo, copy_sudo = self._in_force().sudo(), copy.sudo()  # as the verbs judge
        given = membership_sudo._given(copy_sudo)
        ranked = policy.ranked(
            given.rules, membership_sudo.category_id.id, copy_sudo.collection_type_id.id
        )
        loan_sudo = given.lent.get(copy_sudo)
        if loan_sudo and loan_sudo.membership_id == membership_sudo:
            situation = loan_sudo._renewing(
                given.rules, given.calendar, given.today, bool(copy_sudo._awaited_by_others())
            )
            blocks = circulation.judge_renew(situation)
            return why.explain(blocks, ranked, why.RENEWING), situation.due
        situation = membership_sudo._situation(copy_sudo, given)
        blocks = circulation.judge_lend(situation)
        return why.explain(blocks, ranked, why.LENDING), situation.due


class LibraryDesk(models.AbstractModel):
    """The door to the reasons of a judgement."""

    _inherit = "library.desk"

    @api.model
    def why(self, membership_id, copy_id):
        """Tell why a member may borrow a copy, or renew it, or not; nothing is saved.

        :return: a dict: ``allowed``, ``due_date``, one ``message``, ``checks`` (each with ``name``,
            ``label``, ``passed``, ``messages``), and for the office ``rules``: every row that fits, the
            winner first, with ``id``, ``name`` and ``values``; for all others none
        """
        membership = self._membership(membership_id)
        copy = self._copies([copy_id])
        explanation, due = membership._why(copy)
        allowed = not explanation.blocks
        return {
            "allowed": allowed,
            "due_date": due.isoformat() if allowed and due else False,
            "message": self._why_message(explanation, due),
            "checks": [self._why_check(check) for check in explanation.checks],
            "rules": self._why_rules(explanation),
        }

    def _why_message(self, explanation, due):
        if explanation.blocks:
            return " ".join(self._why_sentence(block) for block in explanation.blocks)
        return self.env._("Nothing stands against it: due on %s.", format_date(self.env, due))

    def _why_sentence(self, block):
        return self.env["library.event"]._sentence(block.as_json())

    def _why_check(self, check):
        env = self.env
        labels = {
            "copy": env._("The copy"),
            "membership": env._("The membership"),
            "rule": env._("The loan rule"),
            "calendar": env._("The opening hours"),
            "limit": env._("Books at once"),
            "late": env._("Overdue books"),
            "debt": env._("What is owed"),
            "renewal": env._("Renewals"),
            "other": env._("Anything else"),
        }
        return {
            "name": check.name,
            "label": labels[check.name],
            "passed": check.passed,
            "messages": [self._why_sentence(block) for block in check.blocks],
        }

    def _why_rules(self, explanation):
        """Return the rows that won and lost, which are for the office."""
        if not explanation.winner or not self.env.user.has_group("sipuspa_library.group_admin"):
            return []
        rows = self.env["library.policy"]
        return [
            {
                "id": rule.id,
                "name": rows.browse(rule.id).display_name,
                "values": {
                    name: getattr(rule, name) if name != "due_on" else str(rule.due_on or "")
                    for name in policy.VALUES
                },
            }
            for rule in (explanation.winner, *explanation.losing)
        ]
