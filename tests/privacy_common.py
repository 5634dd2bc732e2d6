from odoo.tools import SQL

NAME = "Zwaantje Verhuizers"
EMAIL = "zwaantje@verdwijn.example"
PHONE = "0487 33 22 11"
WHO = {"name": NAME, "email": EMAIL, "phone": PHONE}
#: by which the person is recognised, in whatever writing
SIGNS = ("zwaantje", "verhuizers", "verdwijn.example", "487332211", PHONE)


class EveryColumn:
    """Looks for texts in every column of every table of the database."""

    def places_of(self, *signs):
        """Return the columns in which one of these texts stands: table.column."""
        self.env.flush_all()
        self.env.cr.flush()
        return {
            f"{table}.{column}"
            for table, columns in self._text_columns().items()
            for column in self._found_in(table, columns, signs)
        }

    def _text_columns(self):
        rows = self.env.execute_query(
            SQL(
                """
                SELECT c.table_name, c.column_name FROM information_schema.columns c
                JOIN information_schema.tables t USING (table_schema, table_name)
                WHERE t.table_schema = 'public' AND t.table_type = 'BASE TABLE'
                    AND c.data_type IN ('text', 'character varying', 'character',
                        'jsonb', 'json', 'bytea', 'ARRAY', 'USER-DEFINED')
                """
            )
        )
        tables = {}
        for table, column in rows:
            tables.setdefault(table, []).append(column)
        return tables

    def _found_in(self, table, columns, signs):
        patterns = [f"%{sign}%" for sign in signs]
        checks = SQL(", ").join(
            SQL("bool_or(%s::text ILIKE ANY(%s))", SQL.identifier(column), patterns)
            for column in columns
        )
        [found] = self.env.execute_query(
            SQL("SELECT %s FROM %s", checks, SQL.identifier(table))
        )
        return [column for column, is_in in zip(columns, found, strict=True) if is_in]
