from odoo import api, fields, models
from odoo.tools import SQL

_CACHE_KEY = "sipuspa_library.terms"


class LibraryTerms(models.Model):
    """Which state of loan rules, hours and closures holds: one row, renewed whenever one of them changes.

    What a desk asks with every scan hardly ever changes, so it is read once and kept in the process
    (decision 0017). It is kept by this row's version, which a transaction reads in the snapshot in
    which it would read the rules: so none judges by rules of another moment than its own, whatever
    other workers keep, and nothing has to be cleared.
    """

    _name = "library.terms"
    _description = "State of Loan Rules and Hours"
    _inherit = ["library.verb.fields.mixin"]
    _verb_fields = None
    _rec_name = "version"

    version = fields.Integer(readonly=True)

    def init(self):
        """Make the one row, and the numbers it takes: each once, also those of acts that fail."""
        self.env.cr.execute(
            """
            CREATE SEQUENCE IF NOT EXISTS library_terms_version OWNED BY library_terms.version;
            INSERT INTO library_terms (version)
            SELECT nextval('library_terms_version')
             WHERE NOT EXISTS (SELECT FROM library_terms)
            """
        )

    @api.model
    def _version(self):
        """Return the version that holds in this transaction, read once in it."""
        cache = self.env.cr.cache
        if _CACHE_KEY not in cache:
            rows = self.env.execute_query(SQL("SELECT max(version) FROM library_terms"))
            cache[_CACHE_KEY] = rows[0][0]
        return cache[_CACHE_KEY]

    @api.model
    def _renew(self):
        """Give the row a number nobody has had: what was kept before holds no more."""
        self.env.cr.execute(
            "UPDATE library_terms SET version = nextval('library_terms_version')",
            log_exceptions=False,  # the later of two offices is retried: nothing for the log
        )
        self.env.cr.cache.pop(_CACHE_KEY, None)


class LibraryTermsMixin(models.AbstractModel):
    """Rows that say by which rules or on which days is lent: a change of them renews the terms.

    Before and after: what is read while the change is half done is kept under a number of its own.
    """

    _name = "library.terms.mixin"
    _description = "What Loans Are Judged By"
    _terms_fields = None  # None: every column

    @api.model_create_multi
    def create(self, vals_list):
        terms = self.env["library.terms"]
        terms._renew()
        records = super().create(vals_list)
        terms._renew()
        return records

    def write(self, vals):
        if self._terms_fields is not None and self._terms_fields.isdisjoint(vals):
            return super().write(vals)
        terms = self.env["library.terms"]
        terms._renew()
        result = super().write(vals)
        terms._renew()
        return result

    def unlink(self):
        terms = self.env["library.terms"]
        terms._renew()
        result = super().unlink()
        terms._renew()
        return result
