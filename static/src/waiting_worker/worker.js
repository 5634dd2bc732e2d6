// Shows the notices of the waiting page, and opens it again when one is touched.
self.addEventListener("notificationclick", (ev) => {
    ev.notification.close();
    ev.waitUntil(
        self.clients
            .matchAll({type: "window", includeUncontrolled: true})
            .then((pages) => pages[0]?.focus())
    );
});
