"""The owner of the file takes out of the log what somebody did, while the server runs on it."""

import sqlite3
from contextlib import closing

import pytest

KINDS = ("organisation", "session", "person")


@pytest.mark.parametrize("kind", KINDS)
def test_a_chain_taken_out_of_the_file_of_a_running_server_is_missed_by_the_verification(attacked, kind):
    client = attacked.client("officer")
    client.get(f"/people/{attacked.scene.people['Rawcliffe']}")
    file = attacked.app.config["SQLALCHEMY_DATABASE_URI"].removeprefix("sqlite:///")
    with closing(sqlite3.connect(file)) as database:
        key = database.execute(
            "SELECT key FROM audit_chain WHERE key LIKE ? ORDER BY id DESC", (f"{kind}:%",)
        ).fetchone()[0]
        taken = _take_out(database, key)
        after = attacked.app.test_cli_runner().invoke(args=["audit", "verify"])
        _put_back(database, taken)
    missed = f"{key.replace(':', ' ') if kind == 'person' else key}, position 0: the whole chain was removed"
    assert missed in after.output
    assert after.exit_code == 1
    assert missed not in attacked.app.test_cli_runner().invoke(args=["audit", "verify"]).output
    assert client.get("/custody").status == 200


def _take_out(database, key):
    """Remove a chain with everything on it, past the triggers; returns what was taken, and the triggers."""
    triggers = [row[0] for row in database.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger'")]
    for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        database.execute(f"DROP TRIGGER {name}")
    chain = database.execute("SELECT id FROM audit_chain WHERE key = ?", (key,)).fetchone()[0]
    events = f"SELECT id FROM audit_event WHERE chain_id = {chain}"
    places = {
        "audit_shown": f"event_id IN ({events})",
        "audit_event": f"chain_id = {chain}",
        "audit_chain": f"id = {chain}",
    }
    taken = {}
    for table, where in places.items():
        taken[table] = database.execute(f"SELECT * FROM {table} WHERE {where}").fetchall()
        database.execute(f"DELETE FROM {table} WHERE {where}")
    database.commit()
    return taken, triggers


def _put_back(database, taken):
    rows, triggers = taken
    for table in reversed(rows):
        for row in rows[table]:
            database.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)
    for statement in triggers:
        database.execute(statement)
    database.commit()
