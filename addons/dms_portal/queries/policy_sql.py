from datetime import date

from odoo.tools import SQL

# The audience mixin's formula; a test compares the two.
_AUDIENCE = SQL(
    """(
        EXISTS (SELECT 1
                  FROM dms_policy_res_partner_rel named
                 WHERE named.dms_policy_id = policy.id
                   AND named.res_partner_id = dealer.id)
        OR ((chosen.grades IS NULL OR dealer.grade_id = ANY(chosen.grades))
            AND (chosen.regions IS NULL
                 OR EXISTS (SELECT 1
                              FROM dms_region above
                             WHERE above.id = ANY(chosen.regions)
                               AND region.parent_path LIKE above.parent_path || '%%'))
            AND (chosen.grades IS NOT NULL
                 OR chosen.regions IS NOT NULL
                 OR NOT EXISTS (SELECT 1
                                  FROM dms_policy_res_partner_rel named
                                 WHERE named.dms_policy_id = policy.id)))
    )"""
)


def policy_readings(day: date, roles: dict[str, int]) -> SQL:
    """Return who is asked to confirm which version on ``day``, and has or has not.

    Args:
        roles: {role: id of its group}.
    Returns:
        One row per version and person; a person's roles decide, an owner has them all.
    """
    return SQL(
        """
        SELECT version.id::bigint * 16777216 + person.id AS id,
               version.id AS version_id,
               version.policy_id,
               version.company_id,
               person.id AS user_id,
               dealer.id AS dealer_id,
               dealer.dms_region_id,
               contact.lang,
               opening.opened_at,
               receipt.confirmed_at,
               CASE WHEN receipt.id IS NOT NULL THEN 'confirmed'
                    WHEN opening.id IS NOT NULL THEN 'opened'
                    ELSE 'unread' END AS state
          FROM dms_policy_version version
          JOIN dms_policy policy
            ON policy.id = version.policy_id AND policy.active AND policy.must_read
    CROSS JOIN LATERAL (
               SELECT (SELECT array_agg(res_partner_grade_id)
                         FROM dms_policy_res_partner_grade_rel
                        WHERE dms_policy_id = policy.id) AS grades,
                      (SELECT array_agg(dms_region_id)
                         FROM dms_policy_dms_region_rel
                        WHERE dms_policy_id = policy.id) AS regions
               ) chosen
          JOIN res_partner dealer
            ON dealer.is_dealer AND dealer.active AND dealer.dealer_state = 'active'
     LEFT JOIN dms_region region ON region.id = dealer.dms_region_id
          JOIN res_partner contact ON contact.dms_dealer_id = dealer.id
          JOIN res_users person
            ON person.partner_id = contact.id AND person.active AND person.share
     LEFT JOIN dms_policy_opening opening
            ON opening.version_id = version.id AND opening.user_id = person.id
     LEFT JOIN dms_policy_receipt receipt
            ON receipt.version_id = version.id AND receipt.user_id = person.id
         WHERE version.state = 'published'
           AND version.visible_from <= %(day)s
           AND (version.in_force_last IS NULL OR version.in_force_last >= %(day)s)
           AND %(audience)s
           AND EXISTS (SELECT 1
                         FROM res_company_users_rel given
                        WHERE given.user_id = person.id
                          AND given.cid = version.company_id)
           AND EXISTS (SELECT 1
                         FROM res_groups_users_rel role
                        WHERE role.uid = person.id
                          AND (role.gid = %(owner)s
                               OR (policy.read_by_buyer AND role.gid = %(buyer)s)
                               OR (policy.read_by_finance AND role.gid = %(finance)s)
                               OR (policy.read_by_stock AND role.gid = %(stock)s)))
        """,
        day=day,
        audience=_AUDIENCE,
        **roles,
    )


def queue_notices(version_id: int, kind: str, day: date, user_ids: list[int]) -> SQL:
    """Note for each person, once, that a mail of this kind is to be sent.

    Whoever stands there already (for a reminder: on that day) is passed over, so that
    it does no harm to ask twice.
    """
    return SQL(
        """
        INSERT INTO dms_policy_notice
                    (version_id, company_id, kind, day, user_id, dealer_id, state,
                     create_uid, create_date, write_uid, write_date)
        SELECT version.id, version.company_id, %(kind)s, %(day)s, person.id,
               contact.dms_dealer_id, 'queued', 1, now() at time zone 'UTC', 1,
               now() at time zone 'UTC'
          FROM res_users person
          JOIN res_partner contact ON contact.id = person.partner_id
          JOIN dms_policy_version version ON version.id = %(version_id)s
         WHERE person.id = ANY(%(user_ids)s)
           AND contact.dms_dealer_id IS NOT NULL
      ORDER BY contact.dms_dealer_id, person.id
   ON CONFLICT DO NOTHING
        """,
        version_id=version_id,
        kind=kind,
        day=day,
        user_ids=user_ids,
    )
