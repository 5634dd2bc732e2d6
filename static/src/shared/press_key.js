/**
 * Return a key that nobody else makes, by which the server knows a press again.
 *
 * Browsers make such keys themselves on https and localhost only; a town hall may open
 * the backend by http on its own network.
 */
export function pressKey() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] % 16) + 64;
    bytes[8] = (bytes[8] % 64) + 128;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
