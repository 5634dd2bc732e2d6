from odoo.tests import HttpCase, new_test_user, tagged

ROLES = "municipal_appointment.group_"
#: role -> action with which it begins
BEGINS = {
    "receptionist": "municipal_appointment.municipal_reception_action",
    "auditor": "municipal_appointment.municipal_dashboard_action",
    "clerk": "municipal_appointment.municipal_desk_screen_action",
    "manager": "municipal_appointment.municipal_dashboard_action",
    "administrator": "municipal_appointment.municipal_dashboard_action",
}
UPSTREAM = "resource_booking.resource_booking_main_menu"
WEBSITE = "website.menu_website_configuration"
OURS = "municipal_appointment.municipal_root_menu"


@tagged("post_install", "-at_install")
class TestBegin(HttpCase):
    """Where each role begins its day, and which apps it finds."""

    def user(self, name, groups):
        return new_test_user(self.env, f"begin_{name}", groups=groups)

    def begins(self, user):
        """Return the action that the backend opens for a user who has logged in."""
        self.authenticate(user.login, user.login)
        answer = self.make_jsonrpc_request("/web/session/get_session_info", {})
        return answer["home_action_id"]

    def apps(self, user):
        """Return the ids of the apps that a user finds."""
        self.authenticate(user.login, user.login)
        menus = self.url_open("/web/webclient/load_menus").json()
        return set(menus["root"]["children"])

    def test_each_role_begins_where_it_works(self):
        for role, action in BEGINS.items():
            with self.subTest(role=role):
                user = self.user(role, f"{ROLES}{role}")
                self.assertEqual(self.begins(user), self.env.ref(action).id)

    def test_who_chose_where_to_begin_begins_there(self):
        user = self.user("choosy", f"{ROLES}clerk")
        visits = self.env.ref("municipal_appointment.municipal_visit_action")
        user.action_id = visits.id
        self.assertEqual(self.begins(user), user.action_id.id)

    def test_who_runs_the_system_or_has_no_role_is_sent_nowhere(self):
        system = self.user("system", f"base.group_system,{ROLES}administrator")
        employee = self.user("employee", "base.group_user")
        for user in (system, employee):
            with self.subTest(user=user.login):
                self.assertFalse(self.begins(user))

    def test_clerks_and_managers_find_one_door_to_appointments(self):
        hidden = {self.env.ref(UPSTREAM).id, self.env.ref(WEBSITE).id}
        for role in ("receptionist", "auditor", "clerk", "manager"):
            with self.subTest(role=role):
                apps = self.apps(self.user(role, f"{ROLES}{role}"))
                self.assertIn(self.env.ref(OURS).id, apps)
                self.assertFalse(apps & hidden)

    def test_who_finds_fewer_apps_still_opens_the_website(self):
        """Its layout lists the apps of whoever is logged in."""
        user = self.user("visitor", f"{ROLES}clerk")
        self.authenticate(user.login, user.login)
        self.assertEqual(self.url_open("/afspraak").status_code, 200)
        self.assertEqual(self.url_open("/contactus").status_code, 200)

    def test_who_edits_the_website_or_sets_up_types_finds_those_apps(self):
        editor = self.user(
            "editor", f"{ROLES}manager,website.group_website_restricted_editor"
        )
        self.assertIn(self.env.ref(WEBSITE).id, self.apps(editor))
        manager = "resource_booking.group_manager"
        for name, groups in (
            ("administrator", f"{ROLES}administrator"),
            ("rooms", f"{ROLES}clerk,{manager}"),
        ):
            with self.subTest(user=name):
                apps = self.apps(self.user(name, groups))
                self.assertIn(self.env.ref(UPSTREAM).id, apps)
