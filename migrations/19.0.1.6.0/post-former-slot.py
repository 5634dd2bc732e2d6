def migrate(cr, version):
    """Let the mail about another slot say which slot fell away, in every language."""
    if not version:
        return
    details = '<t t-call="municipal_appointment.mail_booking_details"'
    said = '<t t-set="moved" t-value="True"/>'
    cr.execute(
        """
        UPDATE mail_template template
           SET body_html = replace(template.body_html::text, %(old)s, %(new)s)::jsonb
          FROM ir_model_data data
         WHERE data.model = 'mail.template' AND data.res_id = template.id
           AND data.module = 'municipal_appointment'
           AND data.name = 'mail_template_booking_moved'
           AND position(%(said)s IN template.body_html::text) = 0
        """,
        {
            "old": _as_json(details),
            "new": _as_json(said + details),
            "said": _as_json(said),
        },
    )


def _as_json(text):
    """Return a text as it stands inside a string of JSON."""
    return text.replace('"', '\\"')
