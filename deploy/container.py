"""What the container does: ``certificate``, ``install`` or ``serve``.

``install`` runs once with every start of the stack: it installs add-ons that are new,
updates those whose version changed, and the first time sets the administrator's
password. The add-ons are found by their manifests, as ``./dms run`` finds them.
"""

import datetime
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import psycopg2
from addons import discover

ADDONS = Path(os.environ.get("DMS_ADDONS", "/mnt/extra-addons"))
CONF = os.environ.get("ODOO_RC", "/etc/odoo/odoo.conf")
TLS = Path(os.environ.get("DMS_TLS", "/tls"))
DATABASE = "dms"
LANGUAGES = "en_US,zh_CN"
PATIENCE = 60  # seconds until PostgreSQL must answer
SET_PASSWORD = """
admin = env.ref("base.user_admin")
admin.password = {password!r}
env["ir.config_parameter"].set_param("dms.administrator", "has a password of its own")
env.cr.commit()
"""


def main(arguments: list[str]) -> None:
    action = (arguments or ["serve"])[0]
    actions = {"certificate": certificate, "install": install, "serve": serve}
    if action not in actions:
        os.execvp(action, arguments)
    actions[action]()


def serve() -> None:
    """Become Odoo."""
    wait_for_database()
    os.execvp("odoo", ["odoo", "server", "-c", CONF])


def install() -> None:
    """Bring the database to the add-ons' versions."""
    wait_for_database()
    addons = discover(ADDONS).values()
    wanted = {addon.name: addon.manifest["version"] for addon in addons}
    known = installed()
    new = sorted(set(wanted) - set(known))
    changed = sorted(n for n in wanted if n in known and known[n] != wanted[n])
    if new or changed:
        update(new, changed)
    if not administrator_is_set():
        set_administrator()
    sys.stdout.write("All add-ons are installed and up to date.\n")


def update(new: list[str], changed: list[str]) -> None:
    """Let Odoo install and update add-ons; it creates the database if need be."""
    command = ["odoo", "server", "-c", CONF, "-d", DATABASE, "--no-http"]
    command += ["--stop-after-init", f"--load-language={LANGUAGES}"]
    command += ["-i", ",".join(new)] if new else []
    command += ["-u", ",".join(changed)] if changed else []
    subprocess.run(command, check=True)


def installed() -> dict[str, str]:
    """Versions of the installed modules; empty for a new database."""
    with connect("postgres") as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", (DATABASE,))
        if not cursor.fetchone():
            return {}
    with connect(DATABASE) as cursor:
        cursor.execute("SELECT to_regclass('ir_module_module')")
        if not cursor.fetchone()[0]:
            return {}
        cursor.execute(
            "SELECT name, latest_version FROM ir_module_module"
            " WHERE state IN ('installed', 'to upgrade')"
        )
        return dict(cursor.fetchall())


def administrator_is_set() -> bool:
    with connect(DATABASE) as cursor:
        cursor.execute(
            "SELECT 1 FROM ir_config_parameter WHERE key = 'dms.administrator'"
        )
        return bool(cursor.fetchone())


def set_administrator() -> None:
    """Replace the well-known first password of the administrator."""
    script = SET_PASSWORD.format(password=os.environ["DMS_ADMIN_PASSWORD"])
    command = ["odoo", "shell", "-c", CONF, "-d", DATABASE, "--no-http"]
    subprocess.run(command, input=script, text=True, check=True)


def wait_for_database() -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            connect("postgres").connection.close()
            return
        except psycopg2.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(1)


def connect(database: str):
    """A cursor; address, user and password come from PGHOST, PGUSER, PGPASSWORD."""
    connection = psycopg2.connect(dbname=database)
    connection.autocommit = True
    return connection.cursor()


def certificate() -> None:
    """Make a self-signed certificate unless there is one of your own."""
    if (TLS / "fullchain.pem").exists():
        sys.stdout.write("Using the certificate in deploy/tls.\n")
        return
    host = os.environ.get("DMS_HOST_NAME") or "localhost"
    key, signed = self_signed(host)
    private = TLS / "privkey.pem"
    private.touch(mode=0o600)
    private.write_bytes(key)
    (TLS / "fullchain.pem").write_bytes(signed)
    shutil.chown(private, 0, 0)
    sys.stdout.write(f"Made a self-signed certificate for {host}.\n")


def self_signed(host: str) -> tuple[bytes, bytes]:
    """Private key and certificate, both PEM, for one year."""
    from cryptography import x509  # noqa: PLC0415  (needed by one command only)
    from cryptography.hazmat.primitives import hashes, serialization  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, host)])
    now = datetime.datetime.now(datetime.UTC)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + datetime.timedelta(days=365))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return private, signed.public_bytes(pem)


if __name__ == "__main__":
    main(sys.argv[1:])
