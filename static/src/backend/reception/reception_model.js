import {DeskModel} from "../desk/desk_model";

/**
 * A reception is to its building what a clerk is to a desk, but it calls nobody: the
 * same screen asks the building instead.
 */
export class ReceptionModel extends DeskModel {
    place = "municipal_appointment.reception";
    screen = "reception";

    ask(method, args, kwargs) {
        const name = method.replace("desk_", "reception_");
        return super.ask(name, args, kwargs, "municipal.location");
    }

    /** Nobody takes a place here: the last building opens, or the first one. */
    async open() {
        this.keep();
        await this.load();
        const last = this.lastDeskId;
        const place = this.desks?.find(({id}) => id === last) || this.desks?.[0];
        if (place) {
            await this.enter(place.id);
        }
    }
}
