import {_t} from "@web/core/l10n/translation";

/**
 * What buttons without a text say to who cannot see them. Attributes that are put
 * together in a template are never translated, so they are put together here.
 */
export const words = {
    less: (name) => _t("One less: %s", name),
    more: (name) => _t("One more: %s", name),
    remove: ({name}) => _t("Remove %s", name),
    why: ({name}) => _t("Why %s could not be delivered", name),
    call: ({ticket}) => _t("Call: %s", ticket),
    left: ({ticket}) => _t("Visitor left: %s", ticket),
    isHere: ({visitor, ticket}) => _t("Is here: %s", visitor || ticket),
};
