from urllib.parse import urlsplit


def migrate(cr, version):
    """Keep the identity of calendar files; mend languages and greetings of mails.

    Files carried the address of the server in their identity. A calendar that has such
    an entry must find it again when the appointment is moved or cancelled.
    """
    if not version:
        return
    cr.execute("ALTER TABLE resource_booking ADD COLUMN IF NOT EXISTS calendar_uid varchar")
    cr.execute("SELECT value FROM ir_config_parameter WHERE key = 'web.base.url'")
    row = cr.fetchone()
    host = urlsplit(row[0]).netloc if row and row[0] else ""
    if host:
        cr.execute(
            """
            UPDATE resource_booking SET calendar_uid = reference || '@' || %s
             WHERE reference IS NOT NULL AND stop > now() AT TIME ZONE 'UTC'
            """,
            [host],
        )
    cr.execute(
        """
        UPDATE mail_template template
           SET lang = replace(replace(
                   lang, 'object.lang', 'object._lang()'),
                   '_municipal_booking().lang', '_municipal_booking()._lang()'),
               body_html = replace(
                   body_html::text, '.contact_name or', '._greeting_name() or')::jsonb
          FROM ir_model_data data
         WHERE data.model = 'mail.template' AND data.res_id = template.id
           AND data.module = 'municipal_appointment'
        """
    )
