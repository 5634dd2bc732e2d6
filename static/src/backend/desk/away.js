import {ConnectionLostError, RPCError} from "@web/core/network/rpc";

/**
 * Tell whether the server, or its database, is away for a moment: what it says then is
 * not for a clerk, and asking again helps.
 */
export function isAway(error) {
    return (
        error instanceof ConnectionLostError ||
        (error instanceof RPCError && error.exceptionName?.startsWith("psycopg2."))
    );
}
