/**
 * Opens a kiosk or a display that is switched on, or loaded again, while its server is
 * away: with the page of the last time instead of an error of the browser. Its own
 * script says then that nobody answers, and goes on when somebody does.
 *
 * An answer counts when it has our header: a proxy and a server without database say
 * something, too.
 */
const HOME = self.registration.scope.replace(/\/$/, "");
const KEPT = "municipal_screen";
/** What a page is made of: styles, scripts, letters, the logo. */
const PARTS = /^\/(web\/(assets|image|static)|[a-z_]+\/static)\//;
const PART = /(?:href|src)="(\/[^"]+)"/g;

self.addEventListener("install", (ev) => {
    ev.waitUntil(keepAll().then(() => self.skipWaiting()));
});
self.addEventListener("activate", (ev) => ev.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (ev) => {
    const {method, mode, url} = ev.request;
    const {origin, pathname} = new URL(url);
    if (method === "GET" && mode === "navigate") {
        ev.respondWith(openPage(ev.request));
    } else if (method === "GET" && origin === location.origin && PARTS.test(pathname)) {
        ev.respondWith(openPart(ev.request));
    }
});

/** Keep the first page, and all that it is made of. */
async function keepAll() {
    const cache = await caches.open(KEPT);
    const page = await fetch(HOME);
    if (!page.headers.has("X-Municipal-Screen") || !page.ok) {
        throw new Error("there is nothing to keep");
    }
    const text = await page.clone().text();
    await cache.put(HOME, page);
    const paths = [...text.matchAll(PART)].map(([, path]) => path);
    const parts = paths.filter((path) => PARTS.test(path));
    await Promise.all(parts.map((path) => cache.add(path).catch(() => null)));
}

async function openPage(request) {
    const cache = await caches.open(KEPT);
    let answer = null;
    try {
        answer = await fetch(request);
    } catch {
        // nobody there: see below
    }
    if (answer && answer.headers.has("X-Municipal-Screen") && answer.status < 500) {
        if (request.url === HOME && answer.ok) {
            await cache.put(HOME, answer.clone());
        }
        return answer;
    }
    const kept = await cache.match(HOME);
    return kept ? sayThatItIsKept(kept) : answer || Response.error();
}

/** What a display shows is not of this moment then. */
async function sayThatItIsKept(page) {
    const text = await page.text();
    return new Response(text.replace("<body", '<body data-kept="1"'), {
        headers: {"Content-Type": "text/html; charset=utf-8"},
    });
}

async function openPart(request) {
    const cache = await caches.open(KEPT);
    try {
        const answer = await fetch(request);
        if (answer.ok) {
            await cache.put(request, answer.clone());
            return answer;
        }
        return (await cache.match(request)) || answer;
    } catch (error) {
        const kept = await cache.match(request);
        if (kept) {
            return kept;
        }
        throw error;
    }
}
