"""What must hold after a rush at the desks, asked in SQL and not through the models."""

from _integrity import count, rows

#: fires when a call is committed, with the clock of the machine
PROBE = """
    CREATE TABLE benchmark_call (visit_id integer, committed double precision);
    CREATE FUNCTION benchmark_call() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO benchmark_call
        VALUES (NEW.visit_id, extract(epoch FROM clock_timestamp()));
        RETURN NULL;
    END $$;
    CREATE CONSTRAINT TRIGGER benchmark_call AFTER INSERT ON municipal_visit_event
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.step = 'called')
        EXECUTE FUNCTION benchmark_call();
"""
HERE = "FROM municipal_visit visit WHERE visit.location_id = %(location)s"
STEPS = """
    FROM municipal_visit_event event JOIN municipal_visit visit
      ON visit.id = event.visit_id WHERE visit.location_id = %(location)s
"""
#: name -> query that counts what must not be there
FAULTS = {
    "called_twice": f"""
        SELECT count(*) FROM (SELECT 1 {STEPS} AND event.step = 'called'
            GROUP BY event.visit_id HAVING count(*) > 1) twice
    """,
    "unfinished": f"SELECT count(*) {HERE} AND visit.state != 'finished'",
    "numbers_twice": f"""
        SELECT count(*) FROM (SELECT 1 {HERE}
            GROUP BY visit.ticket, visit.day HAVING count(*) > 1) twice
    """,
    "two_at_one_desk": f"""
        SELECT count(*) FROM (
            SELECT event.step, event.visit_id = lag(event.visit_id) OVER desk AS same,
                   lag(event.step) OVER desk AS before
            {STEPS} AND event.desk_id IS NOT NULL
            WINDOW desk AS (PARTITION BY event.desk_id ORDER BY event.id)) step
         WHERE CASE step.step
               WHEN 'called' THEN coalesce(step.before, 'finished') != 'finished'
               ELSE NOT coalesce(step.same, false) END
    """,
    "logs_incomplete": f"""
        SELECT count(*) FROM (SELECT array_agg(event.step ORDER BY event.id) AS steps
            {STEPS} GROUP BY event.visit_id) log
         WHERE steps != '{{checked_in,called,started,finished}}'
    """,
}


def faults(location):
    """Return how often each rule is broken in a building."""
    return {
        name: count(query, {"location": location}) for name, query in FAULTS.items()
    }


def secrets(location):
    """Return the waiting pages that visitors were given."""
    return {
        secret
        for (secret,) in rows(
            f"SELECT visit.access_token {HERE}", {"location": location}
        )
    }


def commits():
    """Return visit -> the moment at which their call was committed."""
    return dict(rows("SELECT visit_id, committed FROM benchmark_call"))
