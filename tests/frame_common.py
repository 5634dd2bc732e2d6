from http.cookiejar import DefaultCookiePolicy

#: what a browser says about itself in a frame of another site
FRAME = {"Sec-Fetch-Dest": "iframe", "Sec-Fetch-Site": "cross-site"}


class NoCookies(DefaultCookiePolicy):
    """A browser that keeps no cookie of any answer."""

    def set_ok(self, cookie, request):
        return False


class InFrame:
    """Visitors in a frame of another website, where nothing is remembered for them."""

    def setUp(self):
        super().setUp()
        self.lose_cookies()

    def lose_cookies(self):
        self.opener.cookies.clear()
        self.opener.cookies.set_policy(NoCookies())

    def url_open(self, url, *args, headers=None, **kwargs):
        headers = {**FRAME, **(headers or {})}
        return super().url_open(url, *args, headers=headers, **kwargs)
