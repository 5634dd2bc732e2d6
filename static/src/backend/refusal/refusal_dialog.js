import {WarningDialog, odooExceptionTitleMap} from "@web/core/errors/error_dialogs";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";

// A refusal is an answer, not an accident: the clerk reads the words of the server.
const REFUSAL = "odoo.addons.municipal_appointment.models.common.refusal.Refusal";

odooExceptionTitleMap.set(REFUSAL, _t("This is not possible"));
registry.category("error_dialogs").add(REFUSAL, WarningDialog);
