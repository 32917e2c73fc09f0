import base64
import io
import zipfile

from PIL import Image

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from . import roster_files as files
from .common import LibraryCase


@tagged("post_install", "-at_install")
class TestRosterPhoto(LibraryCase):
    """Photos from a ZIP: whose they are is looked at first, and what has no consent is not kept."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.teacher = cls._membership(cls.school_a, "Ibu Guru", category="teacher")
        cls.teacher.member_id.birth_date = "1980-01-01"
        cls.teacher.local_number = "G-1"
        cls.pupil_a.member_id.nisn = "0131234567"

    def load(self, contents, store=False, user=None, library=None):
        stream = io.BytesIO(contents if isinstance(contents, bytes) else files.photos(contents))
        photos = self.env["library.roster.photo"].with_user(user or self.librarian_a)
        return photos._load(library or self.school_a, stream, store)

    def codes(self, contents, **kwargs):
        return {found["file"]: found["code"] for found in self.load(contents, **kwargs)}

    def consent(self, membership):
        scope = self.env["library.consent.scope"]._coded("photo")
        today = self.env["library.library"]._today()
        wanted = [(membership, scope, {"guardian_name": "Bapak Uji", "relation": "father"})]
        self.env["library.consent"].with_user(self.librarian_a)._give(wanted, "paper", today)

    def picture(self, membership):
        data = membership.member_id.image_1920
        return data and Image.open(io.BytesIO(base64.b64decode(data)))

    def test_photos_are_found_by_every_number_a_member_has(self):
        self.teacher.nipd = "4711"
        for number in ("g-1", self.teacher.card_number, "4711"):
            with self.subTest(number=number):
                self.assertEqual(self.codes({number: files.photo()}), {f"{number}.jpg": "ready"})

    def test_looking_stores_nothing_and_storing_stores(self):
        self.load({"G-1": files.photo()})
        self.assertFalse(self.picture(self.teacher))
        self.assertEqual(self.codes({"G-1": files.photo()}, store=True), {"G-1.jpg": "stored"})
        self.assertLessEqual(max(self.picture(self.teacher).size), 600)

    def test_of_a_photo_only_the_picture_is_kept_and_it_stands_upright(self):
        self.load({"G-1": files.photo(size=(1200, 800), place=True)}, store=True)
        picture = self.picture(self.teacher)
        self.assertFalse(picture.getexif())
        self.assertLess(picture.width, picture.height)
        self.assertNotIn(b"RAHASIA", base64.b64decode(self.teacher.member_id.image_1920))

    def test_a_childs_photo_waits_for_the_consent_of_a_parent(self):
        content = {"0131234567": files.photo(size=(90, 120))}
        self.assertEqual(self.codes(content, store=True), {"0131234567.jpg": "no_consent"})
        self.assertFalse(self.picture(self.pupil_a))
        self.consent(self.pupil_a)
        self.assertEqual(self.codes(content, store=True), {"0131234567.jpg": "stored"})
        self.assertTrue(self.picture(self.pupil_a))

    def test_what_is_left_aside_and_why(self):
        small = files.photo(size=(60, 80))
        self.assertEqual(
            self.codes(
                {
                    "kelas/G-1.jpg": small,
                    "lain/G-1.png": files.photo(size=(60, 80), form="PNG"),
                    "kelas\\4711.jpg": small,
                    "tidak-ada.jpg": small,
                    "daftar.pdf": b"%PDF",
                    "__MACOSX/._G-1.jpg": b"x",
                    ".DS_Store": b"x",
                }
            ),
            {
                "G-1.jpg": "ready",
                "G-1.png": "twice",
                "4711.jpg": "nobody",
                "tidak-ada.jpg": "nobody",
                "daftar.pdf": "no_photo",
            },
        )

    def test_pictures_that_are_none_or_too_large_are_not_opened(self):
        wide = io.BytesIO()
        Image.new("1", (9_000, 9_000)).save(wide, "PNG")
        gif = io.BytesIO()
        Image.new("RGB", (8, 8)).save(gif, "GIF")
        for content, code in (
            (wide.getvalue(), "photo_too_large"),
            (gif.getvalue(), "photo_broken"),
            (b"no picture", "photo_broken"),
            (b"", "photo_broken"),
        ):
            with self.subTest(code=code, start=content[:8]):
                self.assertEqual(self.codes({"G-1": content}), {"G-1.jpg": code})

    def test_a_number_of_several_members_is_nobodys(self):
        (self.pupil_a | self.teacher).nipd = "7"
        self.assertEqual(self.codes({"7": files.photo(size=(6, 8))}), {"7.jpg": "several"})

    def test_members_of_another_library_are_nobody_here(self):
        self.pupil_b.member_id.nisn = "0137654321"
        [found] = self.load({"0137654321": files.photo(size=(6, 8))})
        self.assertEqual((found["code"], found["person"]), ("nobody", ""))

    def test_only_a_librarian_of_the_library_loads_photos(self):
        for user in (self.desk_a, self.librarian_b, self.supervisor):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.load({"G-1": files.photo(size=(6, 8))}, user=user)

    def test_files_that_are_no_zip_of_photos(self):
        many = {f"{number}.jpg": b"" for number in range(201)}
        swelling = io.BytesIO()
        with zipfile.ZipFile(swelling, "w", zipfile.ZIP_DEFLATED) as packed:
            packed.writestr("G-1.jpg", bytes(16_000_000))
        for content in (b"", b"no zip at all", files.photos({}), files.photos(many)):
            with self.subTest(start=content[:10]), self.assertRaises(UserError):
                self.load(content)
        self.assertEqual(self.codes(swelling.getvalue()), {"G-1.jpg": "photo_too_large"})
