from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import plaintext2html

OPEN_STATES = ("new", "taken", "question")
PHOTOS = ("photo_title_page", "photo_title_verso", "photo_cover", "photo_other")
PHOTO_SIDE = 1600  # pixels: small print on a title page stays readable
PHOTO_BYTES = 3_000_000


def _photo(string):
    return fields.Image(string=string, max_width=PHOTO_SIDE, max_height=PHOTO_SIDE, copy=False)


class LibraryCataloguingRequest(models.Model):
    """A title somebody holds in hand and cannot describe: photographed, and described by the regency.

    It makes a provisional title at once, so that the books can be received, labelled and lent
    while they wait. The cataloguer takes the request, describes the title with the photos beside
    it, asks back, or finds that the catalogue has it already.
    """

    _name = "library.cataloguing.request"
    _description = "Cataloguing Request"
    _inherit = [
        "library.guarded.mixin",
        "library.verb.fields.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "id desc"
    _verb_fields = frozenset({"state", "book_id", "cataloguer_id", "closed_at"})

    name = fields.Char(
        string="Provisional Title", required=True, help="As much of the title as can be read."
    )
    author = fields.Char(help="As on the title page, where it can be read.")
    isbn = fields.Char(string="ISBN")
    note = fields.Text(help="What the cataloguer should know: script, language, volume, condition.")
    photo_title_page = _photo("Title Page")
    photo_title_verso = _photo("Back of the Title Page")
    photo_cover = _photo("Photo of the Cover")
    photo_other = _photo("Another Page")
    state = fields.Selection(
        selection=[
            ("new", "Waiting"),
            ("taken", "Being Described"),
            ("question", "Question"),
            ("done", "Described"),
            ("existing", "Known Already"),
            ("withdrawn", "Withdrawn"),
        ],
        required=True,
        readonly=True,
        default="new",
        copy=False,
        index=True,
    )
    is_open = fields.Boolean(compute="_compute_is_open")
    book_id = fields.Many2one(
        comodel_name="library.book",
        string="Title",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    book_copy_count = fields.Integer(related="book_id.copy_count", string="Copies")
    cataloguer_id = fields.Many2one(
        comodel_name="res.users", readonly=True, copy=False, ondelete="set null"
    )
    is_mine = fields.Boolean(compute="_compute_is_mine")
    closed_at = fields.Datetime(string="Closed", readonly=True, copy=False)
    question = fields.Text(
        copy=False, help="What the library is asked, e.g. a photo of the imprint."
    )
    answer = fields.Text(copy=False)

    similar_book_ids = fields.Many2many(
        comodel_name="library.book",
        string="Perhaps One of These",
        compute="_compute_similar_book_ids",
    )
    existing_book_id = fields.Many2one(
        comodel_name="library.book",
        string="Known Title",
        copy=False,
        ondelete="set null",
        help="The title in the catalogue that this is: its copies move there.",
    )

    _name_not_blank = models.Constraint(
        r"CHECK (name ~ '\S')", "Write as much of the title as can be read."
    )

    # ------------------------------------------------------------------
    # COMPUTES
    # ------------------------------------------------------------------

    @api.depends("state")
    def _compute_is_open(self):
        for request in self:
            request.is_open = request.state in OPEN_STATES

    @api.depends_context("uid")
    @api.depends("cataloguer_id")
    def _compute_is_mine(self):
        for request in self:
            request.is_mine = request.cataloguer_id == self.env.user

    @api.depends("book_id.name", "book_id.contributor_text")
    def _compute_similar_book_ids(self):
        """Offer the cataloguer who opens a request what the catalogue has that is like its title."""
        for request in self:
            book = request.book_id
            alike = book._alike(book.name or "", book.contributor_text or "", "")
            request.similar_book_ids = book.browse(alike) - book

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------

    @api.constrains(*PHOTOS)
    def _check_photos(self):
        for request in self.with_context(bin_size=False):
            photos = [request[name] for name in PHOTOS if request[name]]
            if not photos:
                raise ValidationError(self.env._("Add at least one photo, best of the title page."))
            if any(len(photo) * 3 // 4 > PHOTO_BYTES for photo in photos):
                raise ValidationError(
                    self.env._("A photo is too large. Take it with the phone's camera once more.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        """Ask for descriptions; each gets a provisional title, made as the user."""
        self._refuse_outcomes(vals_list)
        requests = super().create(
            [{**dict.fromkeys(PHOTOS, False), **vals, "state": "new"} for vals in vals_list]
        )
        requests._make_titles()
        return requests

    def _make_titles(self):
        # a name that leads to a heading is not made again, whatever its spelling
        authors = self.env["library.author"]._named(self._author_names())
        books = self.env["library.book"].create(
            [
                {
                    "name": request.name,
                    "isbn": request.isbn,
                    "library_id": request.library_id.id,
                    "contributor_ids": [
                        Command.create({"author_id": authors[name].id})
                        for name in request._author_names()
                    ],
                }
                for request in self
            ]
        )
        books.sudo().provisional = True  # follows from the request, is nobody's to type
        for request_sudo, book in zip(self.sudo(), books, strict=True):
            request_sudo.book_id = book

    def _author_names(self):
        return [name for request in self if (name := (request.author or "").strip())]

    def write(self, vals):
        typed = {"library_id", "name", "author", "isbn", "note", "question", "answer", *PHOTOS}
        if not self.env.su and typed & vals.keys():
            self._check_state(*OPEN_STATES)
        return super().write(vals)

    # ------------------------------------------------------------------
    # ACTS OF THE CATALOGUER
    # ------------------------------------------------------------------

    def action_take(self):
        """Take the request, so that nobody else describes it too, and open its title.

        Of two cataloguers at once the second one's write fails, is tried again by Odoo, and is told.
        """
        self.ensure_one()
        request_sudo = self._as_cataloguer_sudo()
        if not (request_sudo.state == "taken" and self.is_mine):
            self._check_state("new")
            request_sudo.write({"state": "taken", "cataloguer_id": self.env.uid})
        return self.action_describe()

    def action_describe(self):
        """Open the title with the photos beside its fields."""
        self.ensure_one()
        self.check_access("read")
        view = self.env.ref("sipuspa_library.library_book_view_form_describe")
        return {
            "type": "ir.actions.act_window",
            "res_model": "library.book",
            "res_id": self.book_id.id,
            "views": [(view.id, "form")],
        }

    def action_put_back(self):
        """Give the request back to the queue, whoever had it."""
        requests_sudo = self._as_cataloguer_sudo()
        self._check_state("taken", "question")
        requests_sudo.write({"state": "new", "cataloguer_id": False})

    def action_ask(self):
        """Send the request back to the library with a question."""
        self.ensure_one()
        request_sudo = self._as_cataloguer_sudo()
        self._check_taken_by_me()
        if not (self.question or "").strip():
            raise UserError(self.env._("Write the question first."))
        request_sudo.write({"state": "question", "answer": False})
        self._log_words(self.question)
        self._tell_library(
            lambda env: env._("The cataloguer asks about “%s”", self.name), self.question
        )

    def action_done(self):
        """The title is described. It closes this request and every other one for the same title."""
        self.ensure_one()
        self._as_cataloguer_sudo()
        self._check_taken_by_me()
        self.book_id.action_verify()

    def action_existing(self):
        """The title is known already: the provisional one is merged into it.

        Where that one is provisional too, both requests wait for it to be described.
        """
        self.ensure_one()
        self._as_cataloguer_sudo()
        self._check_taken_by_me()
        known = self.existing_book_id
        if not known or known == self.book_id:
            raise UserError(self.env._("Choose the title it is first."))
        known._merge(self.book_id)
        if not known.provisional:
            self._close("existing")

    @api.model
    def _waiting_for(self, books):
        """Return the open requests for titles: several where provisional titles were merged."""
        return self.search([("book_id", "in", books.ids), ("state", "in", OPEN_STATES)])

    # ------------------------------------------------------------------
    # ACTS OF THE LIBRARY
    # ------------------------------------------------------------------

    def action_answer(self):
        """Send the answer, and what photos were added, back to the cataloguer."""
        self.ensure_one()
        request_sudo = self._as_library_sudo()
        self._check_state("question")
        if not (self.answer or "").strip():
            raise UserError(self.env._("Write an answer first, even if it is “see the new photo”."))
        cataloguer = request_sudo.cataloguer_id
        request_sudo.write({"state": "taken" if cataloguer else "new"})
        self._finish_activities()
        self._log_words(self.answer)
        self._tell(cataloguer, lambda env: env._("Answer about “%s”", self.name), self.answer)

    def action_withdraw(self):
        """Take the request back: somebody could describe the title after all."""
        requests_sudo = self._as_library_sudo()
        self._check_state(*OPEN_STATES)
        requests_sudo.write({"state": "withdrawn", "closed_at": fields.Datetime.now()})
        books_sudo = requests_sudo.book_id
        (books_sudo - requests_sudo._waiting_for(books_sudo).book_id).provisional = False
        self._finish_activities()

    # ------------------------------------------------------------------
    # CHECKS
    # ------------------------------------------------------------------

    def _as_cataloguer_sudo(self):
        """Return the requests in superuser mode for the acts of the regency's cataloguer alone."""
        self.check_access("write")
        if not self.env.user.has_group("sipuspa_library.group_cataloguer"):
            raise AccessError(self.env._("Only the regency's cataloguer may do this."))
        return self.sudo()

    def _as_library_sudo(self):
        """Return the requests in superuser mode for the acts of the library that asks."""
        self.check_access("write")
        self.env.user._check_operates(self.library_id, "sipuspa_library.group_librarian")
        return self.sudo()

    def _check_state(self, *states):
        """Refuse an act that comes too late or too early, and say what has happened."""
        env = self.env
        for request in self:
            if request.state in states:
                continue
            if request.state == "taken":
                raise UserError(
                    env._("%s describes this title already.", request.sudo().cataloguer_id.name)
                )
            raise UserError(
                {
                    "new": env._("Take the request first."),
                    "question": env._("This request waits for the library's answer."),
                }.get(request.state)
                or env._("This request is closed.")
            )

    def _check_taken_by_me(self):
        self._check_state("taken", "question")
        if not self.is_mine:
            raise UserError(
                self.env._("%s describes this title already.", self.sudo().cataloguer_id.name)
            )

    # ------------------------------------------------------------------
    # TELLING
    # ------------------------------------------------------------------

    def _close(self, state):
        """Close requests and tell each library what its title is called now."""
        self.sudo().write({"state": state, "closed_at": fields.Datetime.now()})
        self._finish_activities()
        for request in self:
            request._tell_closed(request.name, request.book_id.sudo())

    def _tell_closed(self, asked, book):
        self._tell_library(
            lambda env: env._("“%(asked)s” is described: %(title)s", asked=asked, title=book.name),
            lambda env: env._(
                "Call number: %s. Where its copies carry a spine label already, print a new one.",
                book.call_number or "–",
            ),
        )

    def _tell_library(self, summary, note):
        self._tell(self._librarians(), summary, note)

    def _tell(self, users, summary, note):
        """Give each of ``users`` a task on this request, in their own language."""
        for user in users:
            env = self.with_context(lang=user.lang).env
            self.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=user.id,
                summary=summary(env),
                note=plaintext2html(note(env) if callable(note) else note),
            )

    def _librarians(self):
        """Return who asked, or, where they work there no more, everybody who does."""
        self.ensure_one()
        here = self.library_id._librarians(self.create_uid)
        return self.create_uid & here or here

    def _finish_activities(self):
        """What was asked has been done: no task of this request waits for anybody."""
        self.sudo().activity_ids.action_done()

    def _log_words(self, words):
        """Keep what was asked and answered, since the fields hold only the last of it."""
        self.message_post(body=words)
