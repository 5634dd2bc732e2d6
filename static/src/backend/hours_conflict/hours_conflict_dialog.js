import {
    RedirectWarningDialog,
    odooExceptionTitleMap,
} from "@web/core/errors/error_dialogs";
import {FormErrorDialog} from "@web/views/form/form_error_dialog/form_error_dialog";
import {ListController} from "@web/views/list/list_controller";
import {_t} from "@web/core/l10n/translation";
import {patch} from "@web/core/utils/patch";
import {registry} from "@web/core/registry";

// The server says which appointments no longer fit; the button leads to their list.
const CONFLICT =
    "odoo.addons.municipal_appointment.models.common.hours_conflict.HoursConflict";
const TITLE = _t("Appointments no longer fit");

class HoursConflictDialog extends RedirectWarningDialog {
    setup() {
        super.setup();
        const {action, button, change} = this.props.data.context;
        this.title = TITLE;
        this.actionId = action;
        this.buttonText = button;
        this.additionalContext = change;
    }
}

odooExceptionTitleMap.set(CONFLICT, TITLE);
registry.category("error_dialogs").add(CONFLICT, HoursConflictDialog);

// Who leaves a form with unsaved hours gets the same way out.
patch(FormErrorDialog.prototype, {
    setup() {
        super.setup();
        if (this.props.data.name === CONFLICT) {
            const {action, button, change} = this.props.data.context;
            this.redirectAction = action;
            this.redirectBtnLabel = button;
            this.additionalContext = change;
        }
    },
});

// A form lets go of what could not be saved when a dialog leads away from it; a list
// that is edited in place would save its row again, and be refused again.
patch(ListController.prototype, {
    async beforeLeave(options) {
        if (options?.forceLeave) {
            return this.model.root.leaveEditMode({discard: true});
        }
        return super.beforeLeave(...arguments);
    },
});
