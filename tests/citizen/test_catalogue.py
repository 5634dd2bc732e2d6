from odoo.fields import Domain
from odoo.tests import TransactionCase, tagged
from odoo.tools.convert import convert_file

from ...hooks import fill_pictograms

CODES = {
    "type_citizens": """
        eid_request eid_collect kids_id_request kids_id_collect passport_request
        passport_collect travel_consent pin_puk lost_card driving_licence_request
        driving_licence_collect driving_licence_first driving_licence_international
        address_change certificate criminal_record signature_legalisation
        certified_copy organ_donation
    """,
    "type_declarations": """
        birth_declaration recognition death_declaration marriage_declaration
        legal_cohabitation cohabitation_end last_will euthanasia_declaration
        burial_concession name_change gender_registration
    """,
    "type_foreigners": """
        foreigner_registration residence_card_renewal residence_card_collect
        residence_card_replacement arrival_declaration guarantee_declaration
        family_reunification nationality_application
    """,
    "type_environment": "building_permit housing_advice environment_info",
    "type_social": """
        social_intake parking_card pension_application debt_mediation energy_allowance
    """,
}
QUICK_COUNTER = """
    eid_collect kids_id_collect passport_collect driving_licence_collect certificate
    criminal_record signature_legalisation certified_copy
"""
SENSITIVE = """
    euthanasia_declaration gender_registration cohabitation_end social_intake
    debt_mediation
"""
# what a citizen types -> a product that must be found
SEARCHES = {
    "paspoort": "passport_request",
    "reispas": "passport_collect",
    "identiteitskaart": "eid_request",
    "ID-kaart": "eid_request",
    "kinderpas": "kids_id_request",
    "kids id": "kids_id_request",
    "rijbewijs": "driving_licence_first",
    "rijbewijs ophalen": "driving_licence_collect",
    "verhuizen": "address_change",
    "verhuis": "address_change",
    "strafblad": "criminal_record",
    "goed gedrag": "criminal_record",
    "gezinssamenstelling": "certificate",
    "trouwen": "marriage_declaration",
    "samenwonen": "legal_cohabitation",
    "baby": "birth_declaration",
    "overleden": "death_declaration",
    "pincode": "pin_puk",
    "gestolen": "lost_card",
    "Belg worden": "nationality_application",
    "verblijfsvergunning": "residence_card_renewal",
    "bouwvergunning": "building_permit",
    "premie": "housing_advice",
    "schulden": "social_intake",
    "mazout": "energy_allowance",
    "pensioen": "pension_application",
}


@tagged("post_install", "-at_install")
class TestCatalogue(TransactionCase):
    """The products that every municipality can load, change and switch off."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("nl_BE")
        cls.load_dutch()
        cls.by_code = {
            product.code: product for product in map(cls.product, cls.all_codes())
        }

    @classmethod
    def load_dutch(cls):
        cls.env["ir.module.module"]._load_module_terms(
            ["municipal_appointment"], ["nl_BE"], overwrite=True
        )

    @staticmethod
    def all_codes():
        return " ".join(CODES.values()).split()

    @classmethod
    def product(cls, code):
        return cls.env.ref(f"municipal_appointment.product_{code}")

    def test_products_belong_to_their_types(self):
        for name, codes in CODES.items():
            type_ = self.env.ref(f"municipal_appointment.{name}")
            self.assertTrue(type_.service_id)
            for code in codes.split():
                self.assertEqual(self.by_code[code].type_id, type_, code)
                self.assertEqual(self.by_code[code].service_id, type_.service_id)

    def test_every_product_tells_what_a_citizen_must_know(self):
        for code, product in self.by_code.items():
            with self.subTest(code=code):
                self.assertTrue(5 <= product.duration <= 60)
                self.assertTrue(product._bring_items())
                self.assertTrue(product.info)
                self.assertTrue(product.synonyms)
                self.assertEqual(product.max_quantity > 1, product.extra_duration > 0)

    def test_every_text_is_dutch_first(self):
        """Nothing that a citizen reads is left in English, not even one item."""
        for code, product in self.by_code.items():
            english = product.with_context(lang="en_US")
            dutch = product.with_context(lang="nl_BE")
            with self.subTest(code=code):
                for field in ("name", "bring_list", "info", "synonyms"):
                    self.assertNotEqual(dutch[field], english[field], field)
                self.assertEqual(len(dutch._bring_items()), len(english._bring_items()))
                self.assertFalse(
                    set(dutch._bring_items()) & set(english._bring_items())
                )

    def test_names_that_citizens_know(self):
        for code, name in {
            "kids_id_request": "Kids-ID aanvragen",
            "kids_id_collect": "Kids-ID afhalen",
            "eid_request": "Elektronische identiteitskaart (eID) aanvragen",
            "passport_request": "Reispas aanvragen",
        }.items():
            self.assertEqual(self.by_code[code].with_context(lang="nl_BE").name, name)

    def test_citizens_find_products_by_their_own_words(self):
        products = self.env["municipal.product"].with_context(lang="nl_BE")
        company = self.by_code["passport_request"].company_id
        for text, code in SEARCHES.items():
            with self.subTest(text=text):
                found, exact = products._search_catalogue(text, company)
                self.assertTrue(exact)
                self.assertIn(code, found.mapped("code"))
        found, _exact = products._search_catalogue("paspoort", company)
        self.assertEqual(
            set(found.mapped("code")), {"passport_request", "passport_collect"}
        )

    def test_kids_id_takes_ten_minutes_and_five_for_each_next_child(self):
        kids_id = self.by_code["kids_id_request"]
        minutes = self.env["municipal.product"]._visit_minutes
        self.assertEqual([minutes([(kids_id, n)]) for n in (1, 2, 4)], [10, 15, 25])
        self.assertEqual(kids_id.max_quantity, 4)

    def test_only_foreigners_files_never_walk_in(self):
        never = {c for c, p in self.by_code.items() if p.walk_in == "never"}
        self.assertEqual(never, set(CODES["type_foreigners"].split()))

    def test_short_transactions_go_to_the_quick_counter(self):
        quick = {c for c, p in self.by_code.items() if p.walk_in == "quick_counter"}
        self.assertEqual(quick, set(QUICK_COUNTER.split()))

    def test_sensitive_products_keep_their_name_to_themselves(self):
        sensitive = {c for c, p in self.by_code.items() if p.sensitive}
        self.assertEqual(sensitive, set(SENSITIVE.split()))
        for code in sensitive:
            product = self.by_code[code].with_context(lang="nl_BE")
            self.assertNotIn(product.name, product._public_name())

    def test_debt_mediation_is_promised_by_staff_only(self):
        staff = {c for c, p in self.by_code.items() if p.booking != "online"}
        self.assertEqual(staff, {"debt_mediation"})

    def test_the_hours_are_written_in_belgian_time(self):
        for name in CODES:
            type_ = self.env.ref(f"municipal_appointment.{name}")
            self.assertEqual(str(type_._tz()), "Europe/Brussels")
            self.assertTrue(type_.resource_calendar_id.attendance_ids)

    def test_a_municipality_keeps_its_own_choices(self):
        """What was switched off or changed stays so when the add-on is updated."""
        passport = self.by_code["passport_request"]
        passport.active = False
        kids_id = self.by_code["kids_id_request"]
        kids_id.duration = 20
        kids_id.with_context(lang="nl_BE").name = "Kinderkaart aanvragen"
        convert_file(
            self.env,
            "municipal_appointment",
            "data/municipal_product_identity_data.xml",
            {},
            mode="update",
        )
        self.load_dutch()
        self.env.invalidate_all()
        self.assertFalse(passport.active)
        self.assertEqual(kids_id.duration, 20)
        self.assertEqual(
            kids_id.with_context(lang="nl_BE").name, "Kinderkaart aanvragen"
        )
        found = passport.search(
            Domain("code", "=", "passport_request") & passport._catalogue_domain()
        )
        self.assertFalse(found)

    def test_existing_products_get_their_pictograms(self):
        """Installations that are older than the pictograms get them once."""
        ref = self.env.ref
        eid = ref("municipal_appointment.product_eid_request")
        collect = ref("municipal_appointment.product_eid_collect")
        service = ref("municipal_appointment.service_foreigners")
        gone = ref("municipal_appointment.product_kids_id_request")
        (eid | gone).write({"pictogram": False, "active": False})
        collect.pictogram = "heart"
        service.pictogram = False
        self.env["ir.model.data"].search(
            [("model", "=", gone._name), ("res_id", "=", gone.id)]
        ).unlink()
        fill_pictograms(self.env)
        self.assertEqual((eid.pictogram, eid.active), ("card", False))
        self.assertEqual(service.pictogram, "world")
        self.assertEqual(collect.pictogram, "heart", "their own choice")
        self.assertFalse(gone.pictogram, "not ours any more")
