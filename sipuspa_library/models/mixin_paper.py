from odoo import models


class LibraryPaperMixin(models.AbstractModel):
    """Records that can be put on paper: drawn by reportlab, or written as a workbook.

    A model names its papers; ``controllers/paper.py`` hands them out to whoever may read the records.
    """

    _name = "library.paper.mixin"
    _description = "Can Be Printed"
    # name in the address -> method that returns (content in bytes, file name)
    _papers = {}

    def _paper_action(self, paper):
        """Return the action that downloads one of the papers of these records."""
        ids = ",".join(map(str, self.ids))
        return {
            "type": "ir.actions.act_url",
            "url": f"/library/paper/{self._name}/{paper}/{ids}",
            "target": "new",  # downloaded, and the form shows what has come of it
        }

    def _paper(self, paper):
        """Return ``(content, file name)`` of one of the papers, read with the user's own rights."""
        self.check_access("read")
        if hasattr(self, "_persons"):
            self._persons()._note_access("print")
        return getattr(self, self._papers[paper])()
