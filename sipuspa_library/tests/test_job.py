from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import LibraryCase

CRON = "odoo.addons.sipuspa_library.models.ir_cron"


@tagged("post_install", "-at_install")
class TestJob(LibraryCase):
    """Every scheduled action goes on after a bad row, and one page shows its last run."""

    def job(self, name):
        self.env.invalidate_all()
        return self.env["library.job"].browse(self.env.ref(f"sipuspa_library.{name}").id)

    def run_cron(self, name):
        with self.enter_registry_test_mode(), mute_logger(CRON):
            self.env.ref(f"sipuspa_library.{name}").method_direct_trigger()
        return self.job(name)

    def failing(self, model, method, bad, words="I Wayan Rahasia"):
        """Let ``method`` fail where ``bad(records)`` is true, with words no page may show."""
        kind = type(self.env[model])
        original = getattr(kind, method)

        def act(records, *args, **kwargs):
            if bad(records):
                raise ValueError(words)
            return original(records, *args, **kwargs)

        return patch.object(kind, method, act)

    def test_every_scheduled_action_of_ours_is_on_the_page(self):
        data = self.env["ir.model.data"].search(
            [("model", "=", "ir.cron"), ("module", "=", "sipuspa_library")]
        )
        self.assertTrue(data)
        self.assertLessEqual(
            set(data.mapped("res_id")), set(self.env["library.job"].search([]).ids)
        )
        others = self.env.ref("base.autovacuum_job")
        self.assertNotIn(others.id, self.env["library.job"].search([]).ids)

    def test_an_action_is_found_by_a_part_of_its_name(self):
        jobs = self.env["library.job"].with_user(self.head)
        every = jobs.search([])
        word = every[0].name.split()[-1]
        self.assertEqual(
            jobs.search([("name", "ilike", word)]),
            every.filtered(lambda job: word.lower() in job.name.lower()),
        )

    def test_each_runs_and_says_so(self):
        for job in self.env["library.job"].search([]):
            with self.subTest(job=job.name):
                with self.enter_registry_test_mode():
                    job.cron_id.method_direct_trigger()
                self.env.invalidate_all()
                self.assertEqual((job.state, job.failure_count), ("done", 0))
                self.assertTrue(job.ran_at)

    def test_a_check_that_fails_keeps_no_other_from_being_made(self):
        checks = self.env["library.check"].search([])
        checks.write({"checked_at": False})
        with self.failing("library.check", "_check", lambda rows: 2 in rows.mapped("number")):
            job = self.run_cron("cron_check")
        self.assertEqual(checks.filtered(lambda row: not row.checked_at).mapped("number"), [2])
        self.assertEqual((job.state, job.failure_count, job.remaining), ("failed", 1, 0))
        self.assertEqual(job.done, len(checks))
        self.assertIn("library.check", job.failures)
        self.assertNotIn("Rahasia", job.failures)

    def test_a_title_that_cannot_be_rewritten_keeps_no_other_waiting(self):
        books = self.env["library.book"].create([{"name": f"Judul {n}"} for n in range(5)])
        bad = books[2]
        self.env.flush_all()
        self.env["ir.config_parameter"].set_param(
            "sipuspa_library.call_number_pattern", "{class} {author:2}"
        )
        self.env["library.book"]._start_rewriting_call_numbers()
        with self.failing("library.book", "_rewrite_call_numbers", lambda rows: bad in rows):
            job = self.run_cron("cron_rewrite_call_numbers")
        self.assertEqual(set((books - bad).mapped("call_number")), {"JU"})
        self.assertNotEqual(bad.call_number, "JU")
        self.assertEqual((job.state, job.failure_count), ("failed", 1))

    def test_a_title_that_cannot_be_compared_stops_no_search(self):
        one, other, bad = (
            self._book(name) for name in ("Kamus Bali Uji", "Kamus Bali Uji", "Lain")
        )
        pairs = self.env["library.duplicate"]
        kind = type(pairs)
        original = kind._find

        def find(self, ids, *args, **kwargs):
            if bad.id in ids:
                raise ValueError("x")
            return original(self, ids, *args, **kwargs)

        with patch.object(kind, "_find", find):
            job = self.run_cron("cron_find_duplicates")
        self.assertEqual(job.failure_count, 1)
        self.assertTrue(
            pairs.search([("book_low_id", "=", one.id), ("book_high_id", "=", other.id)])
        )

    def test_a_visitor_who_cannot_be_deleted_keeps_no_other(self):
        rows = self.env["library.membership"]
        for number in range(3):
            rows |= self._membership(
                self.village, f"Tamu {number}", join_key=f"key{number}", pending=True
            )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE library_membership SET create_date = '2020-01-01' WHERE id IN %s",
            [tuple(rows.ids)],
        )
        self.env.invalidate_all()
        with self.failing("library.membership", "_forget_visitors", lambda found: rows[1] in found):
            job = self.run_cron("cron_forget_visitors")
        self.assertEqual(rows.exists(), rows[1])
        self.assertEqual(job.failure_count, 1)

    def test_a_run_that_broke_off_says_where(self):
        with self.failing("library.retention", "_cron_forget", lambda rows: True):
            with mute_logger("odoo.addons.base.models.ir_cron"):
                job = self.run_cron("cron_forget")
        self.assertEqual(job.state, "failed")
        self.assertIn("ValueError", job.failures)
        self.assertIn("test_job.py", job.failures)
        self.assertNotIn("Rahasia", job.failures)
        self.assertEqual(self.run_cron("cron_forget").state, "done")

    def test_the_office_reads_and_the_administrator_starts(self):
        job = self.job("cron_check")
        for user in (self.supervisor, self.head, self.library_admin):
            self.assertTrue(job.with_user(user).name)
            with self.assertRaises(AccessError):
                job.with_user(user).cron_id.read(["code"])
        for user in (self.librarian_a, self.employee):
            with self.assertRaises(AccessError):
                job.with_user(user).read(["name"])
        with self.assertRaises(AccessError):
            job.with_user(self.supervisor).action_run()
        triggers = [("cron_id", "=", job.id)]
        before = self.env["ir.cron.trigger"].search_count(triggers)
        job.with_user(self.library_admin).action_run()
        self.assertEqual(self.env["ir.cron.trigger"].search_count(triggers), before + 1)
