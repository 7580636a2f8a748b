"""Who can sign in to the demo, as a table for the terminal."""

from .network import DEALERS, DOMAIN, FULL_TEAMS, PASSWORD, ROLES, STAFF


def table() -> str:
    """Return the sign-in names with what each of them is."""
    rows = [("admin", "admin", "administrator, English (switch in the profile)")]
    rows += [(f"{who.sign_in}@{DOMAIN}", PASSWORD, who.name) for who in STAFF]
    for dealer in DEALERS:
        if dealer.code in FULL_TEAMS:
            for role, label in ROLES:
                name = dealer.sign_in + ("" if role == "owner" else f"-{role}")
                rows.append((f"{name}@{DOMAIN}", PASSWORD, f"{dealer.name}: {label}"))
    widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
    lines = [
        f"{name:<{widths[0]}}  {password:<{widths[1]}}  {what}"
        for name, password, what in rows
    ]
    others = ", ".join(
        f"{dealer.sign_in}@{DOMAIN}"
        for dealer in DEALERS
        if not dealer.parent and dealer.code not in FULL_TEAMS
    )
    lines.append(f"Owners of the other dealers, password {PASSWORD}: {others}")
    return "\n".join(lines) + "\n"
