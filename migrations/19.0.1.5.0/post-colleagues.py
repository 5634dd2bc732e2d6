def migrate(cr, version):
    """Drop favourites by colleague: nothing is grouped or filtered by them any more."""
    cr.execute(
        """DELETE FROM ir_filters
        WHERE model_id = 'municipal.visit.report'
                AND (context LIKE '%user_id%' OR domain LIKE '%user_id%')
            OR model_id = 'municipal.visit' AND context LIKE '%user_id%'"""
    )
