/** Says to the page that its scripts run; see the template `screen_scripts`. */
import {display} from "./display";
import {feedback} from "./feedback";
import {kiosk} from "./kiosk";
import {waiting} from "./waiting";

window.municipalStarted = Boolean(display || feedback || kiosk || waiting);
