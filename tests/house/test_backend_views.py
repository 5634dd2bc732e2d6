from lxml import etree

from odoo.tests import new_test_user, tagged
from odoo.tools.safe_eval import safe_eval

from ..common import MunicipalCase

RECEPTIONIST = {"municipal_reception_menu", "municipal_quick_counter_menu"}
CLERK = RECEPTIONIST | {
    "municipal_agenda_menu",
    "municipal_booking_menu",
    "municipal_booking_request_menu",
    "municipal_urgent_booking_menu",
    "municipal_day_list_menu",
    "municipal_notice_menu",
    "municipal_waiting_menu",
    "municipal_visit_menu",
    "municipal_desk_screen_menu",
}
MANAGER = CLERK | {
    "municipal_board_menu",
    "municipal_dashboard_menu",
    "municipal_screen_menu",
    "municipal_problem_menu",
    "municipal_visit_report_menu",
    "municipal_visit_export_menu",
    "municipal_workbook_menu",
    "municipal_history_import_menu",
    "municipal_college_page_menu",
    "municipal_pilot_page_menu",
    "municipal_absence_menu",
    "municipal_booking_type_menu",
    "municipal_regime_menu",
    "municipal_review_menu",
    "municipal_forecast_menu",
    "municipal_forecast_half_hour_menu",
    "municipal_desk_need_menu",
    "municipal_alarm_menu",
    "municipal_digital_figure_menu",
    "municipal_digital_import_menu",
    "municipal_access_time_menu",
    "municipal_capacity_menu",
    "municipal_clerk_figure_menu",
    "municipal_demand_menu",
    "municipal_evaluation_report_menu",
    "municipal_remark_menu",
    "municipal_reply_menu",
    "municipal_day_end_menu",
    "municipal_limit_menu",
    "municipal_digital_use_menu",
    "municipal_product_menu",
    "municipal_catalogue_import_menu",
    "municipal_desk_menu",
    "municipal_hours_menu",
    "municipal_opening_menu",
    "municipal_closing_menu",
    "municipal_hours_change_menu",
    "municipal_reservation_menu",
    "municipal_reservation_difference_menu",
    "municipal_visit_difference_menu",
    "municipal_series_break_menu",
    "municipal_trusted_booker_menu",
    "municipal_privacy_request_menu",
    "municipal_privacy_log_menu",
}
ADMINISTRATOR = MANAGER | {
    "municipal_service_menu",
    "municipal_location_menu",
    "municipal_setup_menu",
}


@tagged("post_install", "-at_install")
class TestBackendViews(MunicipalCase):
    """Menus, actions and views, as each role gets them."""

    def menus(self, user):
        """Return the names of our menus with an action that a user sees."""
        visible = self.env["ir.ui.menu"].with_user(user).load_menus(False)
        names = self.env["ir.model.data"].search(
            [
                ("module", "=", "municipal_appointment"),
                ("model", "=", "ir.ui.menu"),
                ("res_id", "in", [key for key in visible if key != "root"]),
            ]
        )
        return {
            data.name
            for data in names
            if self.env["ir.ui.menu"].browse(data.res_id).action
        }

    def user_of(self, role):
        groups = f"municipal_appointment.group_{role}"
        return new_test_user(self.env, f"test_{role}", groups=groups)

    def actions(self, user):
        """Return the actions with views; screens of our own have none."""
        for name in sorted(self.menus(user)):
            action = self.env.ref(f"municipal_appointment.{name}").action
            if action._name == "ir.actions.act_window":
                yield action

    def test_menus_of_the_receptionist(self):
        self.assertEqual(self.menus(self.user_of("receptionist")), RECEPTIONIST)

    def test_menus_of_the_auditor(self):
        """What managers read; nothing that receives visitors or changes something."""
        menus = self.menus(self.user_of("auditor"))
        self.assertLess(menus, MANAGER)
        self.assertLess({"municipal_dashboard_menu", "municipal_visit_menu"}, menus)
        self.assertFalse(menus & (RECEPTIONIST | {"municipal_desk_screen_menu"}))

    def test_menus_of_the_clerk(self):
        self.assertEqual(self.menus(self.clerk), CLERK)

    def test_menus_of_the_manager(self):
        self.assertEqual(self.menus(self.manager), MANAGER)

    def test_menus_of_the_administrator(self):
        self.assertEqual(self.menus(self.administrator), ADMINISTRATOR)

    def test_others_have_no_menus(self):
        employee = new_test_user(self.env, "test_employee", groups="base.group_user")
        self.assertFalse(self.menus(employee))

    def test_every_view_opens_for_who_has_the_menu(self):
        auditor = self.user_of("auditor")
        for user in (auditor, self.clerk, self.manager, self.administrator):
            for action in self.actions(user):
                views = action.views + [(action.search_view_id.id, "search")]
                model = self.env[action.res_model].with_user(user)
                with self.subTest(user=user.login, action=action.name):
                    loaded = model.get_views([list(view) for view in views])
                    self.assertEqual(
                        set(loaded["views"]), {view_type for _id, view_type in views}
                    )

    def test_an_empty_list_says_what_to_do(self):
        for action in self.actions(self.administrator):
            with self.subTest(action=action.name):
                # A calendar or a dialog is never an empty list.
                if "list" in action.view_mode or "kanban" in action.view_mode:
                    self.assertIn("o_view_nocontent_smiling_face", action.help or "")

    def test_the_agenda_shows_no_plain_bookings(self):
        for name in ("municipal_agenda_action", "municipal_booking_action"):
            action = self.env.ref(f"municipal_appointment.{name}")
            self.assertIn("service_id", action.domain)

    def test_every_filter_gives_an_answer(self):
        self.book()
        for model, xmlid in (
            ("municipal.visit", "municipal_visit_view_search"),
            ("resource.booking", "resource_booking_view_search_municipal"),
            ("municipal.product", "municipal_product_view_search"),
            ("municipal.opening", "municipal_opening_view_search"),
            (
                "resource.calendar.leaves",
                "resource_calendar_leaves_view_search_municipal",
            ),
            ("resource.booking.type", "resource_booking_type_view_search_municipal"),
            ("resource.resource", "resource_resource_view_search_desk"),
        ):
            self._try_filters(model, self.env.ref(f"municipal_appointment.{xmlid}"))

    def _try_filters(self, model, view):
        records = self.env[model].with_user(self.administrator)
        for node in etree.fromstring(view.arch).iter("filter"):
            with self.subTest(model=model, filter=node.get("name")):
                context = {"uid": self.administrator.id}
                if node.get("domain"):
                    records.search(safe_eval(node.get("domain"), context), limit=1)
                if node.get("context"):
                    group = safe_eval(node.get("context"))["group_by"]
                    records.formatted_read_group([], [group], ["__count"])
                self.assertTrue(
                    node.get("domain") or node.get("context") or node.get("date")
                )
