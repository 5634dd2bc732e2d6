/**
 * Let this device open its screen while the server is away. Browsers allow it on safe
 * addresses only (https); without it, all works as long as nobody loads the page again.
 */
export function keepForLater(base) {
    if (navigator.serviceWorker && window.isSecureContext) {
        navigator.serviceWorker
            .register(`${base}/worker.js`, {scope: base})
            .catch(() => null);
    }
}
