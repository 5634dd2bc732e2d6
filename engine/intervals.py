"""Sets of time as lists of intervals: opening hours, closings, taken time.

Intervals are half-open pairs ``(start, stop)`` of times that can be compared: whole
minutes since an arbitrary fixed origin, or datetimes.

    >>> subtract([(540, 720)], [(600, 630)])
    [(540, 600), (630, 720)]
    >>> covers([(540, 600), (630, 720)], 590, 640)
    False
"""

from bisect import bisect_right
from itertools import pairwise


def merge(intervals):
    """Return the union of intervals as a sorted list without touching pairs."""
    result = []
    for start, stop in sorted(intervals):
        if start >= stop:
            continue
        if result and start <= result[-1][1]:
            result[-1][1] = max(result[-1][1], stop)
        else:
            result.append([start, stop])
    return [tuple(pair) for pair in result]


def subtract(intervals, taken):
    """Return the parts of ``intervals`` that no interval of ``taken`` covers."""
    result, taken = [], merge(taken)
    for start, stop in merge(intervals):
        for busy_start, busy_stop in taken:
            if busy_stop <= start or busy_start >= stop:
                continue
            if busy_start > start:
                result.append((start, busy_start))
            start = max(start, busy_stop)
        if start < stop:
            result.append((start, stop))
    return result


def intersect(left, right):
    """Return the time that lies in both lists of intervals."""
    left, right = merge(left), merge(right)
    result, i, j = [], 0, 0
    while i < len(left) and j < len(right):
        start = max(left[i][0], right[j][0])
        stop = min(left[i][1], right[j][1])
        if start < stop:
            result.append((start, stop))
        if left[i][1] < right[j][1]:
            i += 1
        else:
            j += 1
    return result


def cut(intervals, times):
    """Return intervals in pieces that touch at some times, such as midnights."""
    result, times = [], sorted(set(times))
    for start, stop in intervals:
        inside = [moment for moment in times if start < moment < stop]
        result += pairwise([start, *inside, stop])
    return result


def covers(intervals, start, stop):
    """Tell whether one merged interval holds the whole of ``[start, stop)``."""
    index = bisect_right(intervals, (start, float("inf"))) - 1
    return index >= 0 and intervals[index][1] >= stop
