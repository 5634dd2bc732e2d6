"""Free moments out of opening hours and taken time.

All times are whole minutes since an arbitrary fixed origin; intervals are
half-open pairs ``(start, stop)``.
"""

from bisect import bisect_right


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
    result = []
    for start, stop in merge(intervals):
        for busy_start, busy_stop in merge(taken):
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


def covers(intervals, start, stop):
    """Tell whether one merged interval holds the whole of ``[start, stop)``."""
    index = bisect_right(intervals, (start, float("inf"))) - 1
    return index >= 0 and intervals[index][1] >= stop


def starts_on_grid(opening, duration, grid):
    """Return the starts that the opening hours allow, counted from each opening.

    The grid begins anew where an opening begins, so that the first moment of
    every half day is the opening time itself.

    :param opening: sorted list of opening intervals
    :param int duration: minutes that must fit before the opening ends
    :param int grid: minutes between two starts
    """
    if duration <= 0 or grid <= 0:
        raise ValueError("Duration and grid must be positive numbers of minutes.")
    return [
        moment
        for start, stop in opening
        for moment in range(start, stop - duration + 1, grid)
    ]


def free_starts(opening, desks, duration, grid):
    """Return which desks are free at each start that the opening hours allow.

    :param opening: intervals in which a promised time may lie
    :param dict desks: desk -> intervals in which that desk is staffed and free
    :param int duration: minutes
    :param int grid: minutes between two starts
    :return: dict start -> list of free desks, in the order of ``desks``;
        only starts with at least one free desk
    """
    opening = merge(opening)
    free = {desk: merge(intervals) for desk, intervals in desks.items()}
    result = {}
    for start in starts_on_grid(opening, duration, grid):
        stop = start + duration
        available = [desk for desk in free if covers(free[desk], start, stop)]
        if available:
            result[start] = available
    return result
