from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL


class LibraryCopy(models.Model):
    """What transfers mean for a copy: on its way it is held; changing hands it has another number."""

    _inherit = "library.copy"

    def _held_back(self):
        """Return also those that are on their way, and how to get hold of them."""
        # a transfer is its two libraries' own; where the copy is going is no secret
        sent_sudo = self.env["library.transfer.line"].sudo()._on_the_way(self)
        return super()._held_back() | {
            line.copy_id.id: self.env._(
                "Copy %(barcode)s is on its way to %(library)s (%(number)s). Book it in or cancel the "
                "transfer first.",
                barcode=line.copy_id.barcode,
                library=line.to_library_id.name,
                number=line.transfer_id.number,
            )
            for line in sent_sudo
        }

    @api.constrains("accession_number")
    def _check_not_given_away(self):
        """A number that left with another copy still stands in the register of its library."""
        lines_sudo = self.env["library.transfer.line"].sudo()  # whether one has it, never where to
        for library, copies in self.grouped("library_id").items():
            given_sudo = lines_sudo._given_away(library, copies.mapped("accession_number"))
            taken = dict(given_sudo.mapped(lambda line: (line.accession_number, line.copy_id)))
            for copy in copies:
                if taken.get(copy.accession_number, copy) != copy:
                    raise ValidationError(
                        self.env._(
                            "Accession number %s was that of a copy given away; numbers are never "
                            "reused. Choose another one.",
                            copy.accession_number,
                        )
                    )

    def _hand_over(self, library, lines):
        """Give these copies to ``library``: new accession numbers, and stickers that mean them there.

        A sticker of ours stays, it means one copy everywhere; an old one stays unless another live
        copy of the new owner has it. What the giver paid stays with the giver; the new owner's
        register begins with the price and the transfer. In superuser mode; the copies are touched.

        :param lines: the lines of a transfer that bring them
        """
        if not self:
            return
        today = library._today()
        taken = library._take_copy_numbers(len(self), {today.year})
        in_use = self._barcodes_in_use(library)
        prices = self._prices_paid()
        pairs, details, rows = self._holding_pairs(), {}, []
        for copy, number in zip(self, taken, strict=True):
            accession = library._accession_number(number, today.year)
            replaced = not copy.barcode_issued and copy.barcode in in_use
            barcode = library._barcode(number) if replaced else copy.barcode
            in_use.add(barcode)
            rows.append((copy.id, accession, barcode, replaced or copy.barcode_issued))
            details[copy.id] = {
                "library_id": [copy.library_id.name, library.name],
                "accession_number": [copy.accession_number, accession],
                **({"barcode": [copy.barcode, barcode]} if replaced else {}),
            }
        self._write_owner(library, today, rows)
        self.env["library.holding"]._recount([*pairs, *self._holding_pairs()])
        self._enter_in_register(
            {
                line.copy_id: {
                    "received_on": today,
                    **line._origin_vals(),
                    **prices.get(line.copy_id, {}),
                }
                for line in lines.filtered(lambda line: line.copy_id in self)
            }
        )
        self.env["library.event"]._note("edit", library, self, details)

    def _enter_in_register(self, entries):
        """Write how these copies came to their owner; who had one before takes up the same line."""
        known = self._acquired()
        for copy, acquisition in known.items():
            acquisition.write(entries[copy])
        self.env["library.copy.acquisition"].create(
            [
                {**vals, "copy_id": copy.id, "library_id": copy.library_id.id}
                for copy, vals in entries.items()
                if copy not in known
            ]
        )

    def _barcodes_in_use(self, library):
        """Return those barcodes of these copies that live copies of ``library`` carry."""
        same = self.search(
            [
                ("library_id", "=", library.id),
                ("barcode", "in", self.mapped("barcode")),
                ("manual_state", "!=", "withdrawn"),
            ]
        )
        return set(same.mapped("barcode"))

    def _prices_paid(self):
        """Return what the owner entered as price: the value the next one takes over."""
        return {
            copy: {"price": row.price, "currency_id": row.currency_id.id}
            for copy, row in self._acquired().items()
        }

    def _write_owner(self, library, today, rows):
        """Write owner and numbers of all rows at once.

        One statement, because owner and number are unique together: written one after the other, a
        number could meet its like in the one library or in the other. A new sticker is to be printed.
        """
        changed = [
            *("library_id", "place_id", "station_id", "shelf_id", "received_on"),
            *("accession_number", "barcode", "barcode_issued", "labelled_at"),
        ]
        self.flush_recordset()
        self.modified(changed)
        self.env.cr.execute(
            SQL(
                """
                UPDATE library_copy copy
                   SET library_id = %(library)s, place_id = %(library)s, station_id = NULL,
                       shelf_id = NULL, received_on = %(today)s, barcode = row.barcode,
                       accession_number = row.accession_number, barcode_issued = row.issued,
                       labelled_at = CASE WHEN copy.barcode = row.barcode THEN copy.labelled_at END
                  FROM (VALUES %(rows)s) AS row (id, accession_number, barcode, issued)
                 WHERE copy.id = row.id
                """,
                library=library.id,
                today=today,
                rows=SQL(", ").join(SQL("(%s, %s, %s, %s)", *row) for row in rows),
            )
        )
        self.invalidate_recordset(changed, flush=False)
        self.modified(changed)
