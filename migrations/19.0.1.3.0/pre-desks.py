def migrate(cr, version):
    """Let a desk have one visitor, as the database asks from now on.

    Of several the last one stays; the others keep their desk in the log.
    """
    cr.execute(
        """UPDATE municipal_visit SET desk_id = NULL
        WHERE state IN ('called', 'serving') AND id NOT IN (
            SELECT DISTINCT ON (desk_id) id FROM municipal_visit
            WHERE state IN ('called', 'serving') AND desk_id IS NOT NULL
            ORDER BY desk_id, coalesce(called_at, started_at) DESC NULLS LAST, id DESC
        ) AND desk_id IS NOT NULL"""
    )
