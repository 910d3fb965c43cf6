"""The tables, as functions in order; each runs once a database, in a transaction of its own."""

from sqlite_utils import Database, Migrations

MIGRATIONS = Migrations("hh_mcp")


@MIGRATIONS()
def m001_sessions(db: Database) -> None:
    """Secrets by account and name, encrypted before they get here."""
    db.conn.execute(
        """create table sessions (
            account text not null, name text not null, sealed blob not null, updated_at integer not null,
            primary key (account, name)
        ) strict, without rowid"""
    )


@MIGRATIONS()
def m002_actions(db: Database) -> None:
    """Every irreversible act, from proposal to outcome; the indexes are the last line against a second send."""
    db.conn.execute(
        """create table actions (
            id text primary key,
            account text not null, kind text not null, target text not null, resume text not null,
            fingerprint text not null,          -- of what the assistant asked for
            approved text,                      -- fingerprint of what the person said yes to
            state text not null,
            text text not null, answers text not null, preview text not null,
            reason text, detail text, receipt text, approved_by text, owner text,
            idempotency_key text not null,
            created_at integer not null, updated_at integer not null, expires_at integer not null,
            sending_at integer                  -- when it left: what the 24 hours are counted by
        ) strict"""
    )
    live = "state in ('proposed', 'approved', 'sending', 'sent', 'unknown')"
    gone = "state in ('sending', 'sent', 'unknown')"
    counted = "state in ('sending', 'sent', 'unknown', 'withdrawn')"
    db.conn.execute(f"create unique index actions_fingerprint on actions (fingerprint) where {live}")
    db.conn.execute(f"create unique index actions_approved on actions (approved) where {gone}")
    db.conn.execute(
        f"create unique index actions_response on actions (account, target, resume) where kind = 'respond' and {gone}"
    )
    db.conn.execute(f"create index actions_window on actions (account, kind, sending_at) where {counted}")
    db.conn.execute(
        "create index actions_pending on actions (state, created_at) where state in ('proposed', 'approved')"
    )
    db.conn.execute("create index actions_open on actions (state) where state in ('sending', 'unknown')")


@MIGRATIONS()
def m003_audit(db: Database) -> None:
    """The journal: rows are added and never changed, each carries the hash of all before it."""
    db.conn.execute(
        """create table audit (
            seq integer primary key, body text not null, hash blob not null, opens integer not null
        ) strict"""
    )
    db.conn.execute("create index audit_opens on audit (seq) where opens = 1")
    db.conn.execute(
        """create table audit_head (
            id integer primary key check (id = 1), rows integer, hash blob, first integer, before blob, day integer
        ) strict"""
    )
    db.conn.execute(  # what the holder of a key vouches for, one row a key (`store.seals`)
        """create table audit_seal (
            key blob primary key, since integer not null, base integer not null, base_hash blob not null,
            rows integer not null, hash blob not null, mac blob not null
        ) strict, without rowid"""
    )
    of_action = "json_extract(body, '$.action')"
    db.conn.execute(f"create index audit_action on audit ({of_action}) where {of_action} is not null")
    db.conn.execute("create table audit_base (id integer primary key check (id = 1), seq integer, hash blob) strict")
    refuse = "begin select raise(abort, 'the audit log is append-only'); end"
    db.conn.execute(f"create trigger audit_no_update before update on audit {refuse}")
    pruned = "old.seq > coalesce((select seq from audit_base), 0)"
    db.conn.execute(f"create trigger audit_no_delete before delete on audit when {pruned} {refuse}")


@MIGRATIONS()
def m004_cache(db: Database) -> None:
    """Public dictionaries of hh.ru, kept to spare it requests."""
    db.conn.execute(
        "create table cache (key text primary key, value text not null, updated_at integer not null) strict"
    )


@MIGRATIONS()
def m006_limits(db: Database) -> None:
    """What the person did elsewhere, and windows that hh.ru itself has closed."""
    db.conn.execute(
        """create table known_responses (
            account text not null, id text not null, vacancy text, resume text, employer text, state text not null,
            created_at integer not null, by_employer integer not null default 0,
            primary key (account, id)
        ) strict, without rowid"""
    )
    # one person may have several accounts here; hh.ru counts the person
    people = "account text primary key, person text not null"
    db.conn.execute(f"create table people ({people}) strict, without rowid")
    db.conn.execute("create index people_person on people (person)")
    db.conn.execute("create index known_window on known_responses (account, created_at)")
    db.conn.execute("create index known_employer on known_responses (account, employer, state)")
    db.conn.execute(
        """create table marks (
            account text not null, name text not null, value integer not null,
            primary key (account, name)
        ) strict, without rowid"""
    )


@MIGRATIONS()
def m007_names(db: Database) -> None:
    """Names of areas, roles and the like, by the keys that people may type."""
    db.conn.execute(
        """create table names (
            kind text not null, key text not null, id text not null, name text not null, detail text not null,
            primary key (kind, key, id)
        ) strict, without rowid"""
    )
    kinds = "kind text primary key, updated_at integer not null"
    db.conn.execute(f"create table name_kinds ({kinds}) strict, without rowid")


@MIGRATIONS()
def m008_notices(db: Database) -> None:
    """What has happened on hh.ru and whether it has been told."""
    db.conn.execute(
        """create table notices (
            account text not null, key text not null, kind text not null, at integer not null,
            body text not null, told integer not null,
            primary key (account, key)
        ) strict, without rowid"""
    )
    db.conn.execute("create index notices_at on notices (account, at)")
    db.conn.execute("create index notices_untold on notices (account, at) where told = 0")


@MIGRATIONS()
def m011_confirmations(db: Database) -> None:
    """What a person has confirmed in a terminal, sealed."""
    db.conn.execute("create table confirmations (name text primary key, sealed blob not null) strict, without rowid")


@MIGRATIONS()
def m009_recent(db: Database) -> None:
    """The newest actions of an account."""
    db.conn.execute("create index actions_recent on actions (account, kind, target, created_at)")


@MIGRATIONS()
def m010_last(db: Database) -> None:
    """The newest action of a fingerprint, dead or alive."""
    db.conn.execute("create index actions_last on actions (fingerprint, created_at)")
