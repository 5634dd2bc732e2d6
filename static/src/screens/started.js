/** Says to the page that its scripts run; see the template `screen_scripts`. */
import {display} from "./display";
import {kiosk} from "./kiosk";
import {waiting} from "./waiting";

window.municipalStarted = Boolean(display || kiosk || waiting);
