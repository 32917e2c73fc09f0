from odoo.tests import tagged

from .test_opac_pages import OpacPagesCase

PAGES = ("/library/privacy", "/library/privacy/anak")
LONGEST_FOR_CHILDREN = 16  # words of a sentence


@tagged("post_install", "-at_install")
class TestPrivacyNotice(OpacPagesCase):
    """Everybody may read how data is kept, on a phone and without a login."""

    browser_size = "360x740"
    touch_enabled = True

    def words(self, path, query=""):
        [main] = self.get(path + query).xpath("//main")
        return " ".join(main.text_content().split())

    def test_the_notices_say_whom_to_ask(self):
        settings = self.env["res.config.settings"].create(
            {
                "library_privacy_office": "Dinas Uji",
                "library_privacy_contact": "pdp@uji.example",
            }
        )
        settings.execute()
        for path in PAGES:
            text = self.words(path)
            self.assertIn("Dinas Uji", text)
            self.assertIn("pdp@uji.example", text)

    def test_without_a_setting_the_company_answers(self):
        company = self.env.ref("base.main_company")
        for path in PAGES:
            self.assertIn(company.name, self.words(path))

    def test_what_parents_are_asked_stands_there(self):
        scopes = self.env["library.consent.scope"].search([])
        asked = {"explanation": "Anak saya boleh.", "child_explanation": "Kamu boleh."}
        for code, __ in self.env["res.lang"].get_installed():
            scopes[0].with_context(lang=code).write(asked)
        self.assertIn("Anak saya boleh.", self.words(PAGES[0]))
        self.assertIn("Kamu boleh.", self.words(PAGES[1]))
        scopes[0].active = False
        self.assertNotIn("Anak saya boleh.", self.words(PAGES[0]))

    def test_a_child_reads_short_sentences(self):
        page = self.get(PAGES[1], 200)
        for node in page.xpath("//main//li | //main//p[not(a)]"):
            for sentence in node.text_content().replace("?", ".").replace(":", ".").split("."):
                self.assertLessEqual(len(sentence.split()), LONGEST_FOR_CHILDREN, sentence)

    def test_they_name_what_a_member_writes_and_what_a_parent_sees(self):
        self.env["res.lang"]._activate_lang("en_US")
        for path, kin in zip(PAGES, ("parent", "mother"), strict=True):
            text = self.words(path, "?lang=en_US")
            for word in ("wish", "write", kin):
                self.assertIn(word, text, path)

    def test_every_public_page_leads_there(self):
        links = self.get("/library").xpath("//footer//a/@href")
        self.assertLessEqual(set(PAGES), set(links))

    def test_they_fit_a_phone(self):
        for path in PAGES:
            with self.subTest(path):
                self.assert_fits_phone(path)
