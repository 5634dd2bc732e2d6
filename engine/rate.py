"""How often somebody may ask in a while.

>>> limit = RateLimit(times=2, seconds=60)
>>> [limit.wait("library", second) for second in (0, 1, 2)]
[0, 0, 58]
>>> limit.wait("somebody else", 2), limit.wait("library", 60)
(0, 0)
"""

from collections import OrderedDict, deque
from math import ceil


class RateLimit:
    """So many times within any so many seconds, for each of those who ask.

    :param int times: at most
    :param seconds: length of the while, which slides along
    :param int remembered: how many of those who ask are known; who asked longest ago is
        forgotten first, so that memory has an end
    """

    def __init__(self, times, seconds, remembered=10_000):
        self.times, self.seconds, self.remembered = times, seconds, remembered
        self._asked = OrderedDict()

    def wait(self, who, now):
        """Count a question; return the whole seconds until it may be asked, 0 for now.

        What is refused does not count: somebody who goes on asking is not kept out
        for longer.

        :param who: any key
        :param now: seconds of a clock that never goes back
        """
        times = self._asked.pop(who, None) or deque()
        self._asked[who] = times
        if len(self._asked) > self.remembered:
            self._asked.popitem(last=False)
        while times and times[0] <= now - self.seconds:
            times.popleft()
        if len(times) < self.times:
            times.append(now)
            return 0
        return max(1, ceil(times[0] + self.seconds - now))
