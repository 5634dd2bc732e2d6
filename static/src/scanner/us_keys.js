/**
 * What a scanner means that has US keys, as they leave the factory, on a computer that
 * has others: on a Belgian one "K7QF-3MPA" arrives as "KèAF)"?PQ". Which keys were
 * pressed is the same everywhere.
 */
const SIGNS = {
    Minus: "-_",
    Equal: "=+",
    BracketLeft: "[{",
    BracketRight: "]}",
    Backslash: "\\|",
    Semicolon: ";:",
    Quote: "'\"",
    Backquote: "`~",
    Comma: ",<",
    Period: ".>",
    Slash: "/?",
    Space: "  ",
};
const DIGITS = ")!@#$%^&*(";
/** What our codes look like, and the addresses in the QR codes of tickets. */
const CODE = /^[a-z0-9 -]+$/i;
const ADDRESS = /^https?:\/\/[\w.:[\]-]+\/[\w./?=&%-]*$/i;

/** The sign on a US keyboard of a key that was pressed; "" for Shift and the like. */
export function usSign({code, shiftKey}) {
    const name = code || "";
    const [letter, digit] = [/^Key([A-Z])$/, /^(?:Digit|Numpad)(\d)$/].map((kind) =>
        kind.exec(name)
    );
    if (letter) {
        return shiftKey ? letter[1] : letter[1].toLowerCase();
    }
    if (digit) {
        const shifted = shiftKey && name.startsWith("Digit");
        return shifted ? DIGITS[Number(digit[1])] : digit[1];
    }
    return (SIGNS[name] || "")[shiftKey ? 1 : 0] || "";
}

function isCode(text) {
    return CODE.test(text) || ADDRESS.test(text);
}

/** What was scanned: the text, unless only the keys make sense. */
export function readScan(text, keys) {
    return !isCode(text) && isCode(keys) ? keys : text;
}
