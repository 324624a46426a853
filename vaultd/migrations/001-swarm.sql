-- Who may take part: nodes and drivers that joined with an invite, or were enrolled by hand.
CREATE TABLE enrolled (
  key         BLOB PRIMARY KEY CHECK (length(key) = 32),
  role        TEXT NOT NULL CHECK (role IN ('node', 'driver')),
  name        TEXT NOT NULL,
  enrolled_at INTEGER NOT NULL,
  revoked_at  INTEGER,
  UNIQUE (role, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE invites (
  secret_hash BLOB PRIMARY KEY CHECK (length(secret_hash) = 32),
  role        TEXT NOT NULL CHECK (role IN ('node', 'driver')),
  created_at  INTEGER NOT NULL,
  expires_at  INTEGER NOT NULL,
  used_at     INTEGER,
  used_by     BLOB
) STRICT, WITHOUT ROWID;

CREATE TABLE nodes (
  name        TEXT PRIMARY KEY,
  key         BLOB NOT NULL,
  boot_epoch  TEXT NOT NULL,
  isolation   TEXT NOT NULL,
  backend     TEXT NOT NULL,
  address     TEXT NOT NULL,
  tags        TEXT NOT NULL,
  cpus        REAL NOT NULL,
  memory      INTEGER NOT NULL,
  joined_at   INTEGER NOT NULL,
  seen_at     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE workers (
  id          TEXT NOT NULL,
  incarnation INTEGER NOT NULL,
  node        TEXT NOT NULL,
  vault       TEXT NOT NULL,
  isolation   TEXT NOT NULL,
  owner       BLOB NOT NULL,
  owner_name  TEXT NOT NULL,
  source      TEXT NOT NULL,
  source_hash TEXT NOT NULL,
  lease       INTEGER NOT NULL,
  started_at  INTEGER NOT NULL,
  ended_at    INTEGER,
  end_reason  TEXT,
  PRIMARY KEY (id, incarnation)
) STRICT, WITHOUT ROWID;
CREATE INDEX workers_running ON workers (node) WHERE ended_at IS NULL;
CREATE INDEX workers_ended ON workers (ended_at) WHERE ended_at IS NOT NULL;

CREATE TABLE tickets (
  jti         BLOB PRIMARY KEY CHECK (length(jti) = 16),
  worker      TEXT NOT NULL,
  incarnation INTEGER NOT NULL,
  caller      BLOB NOT NULL,
  issued_at   INTEGER NOT NULL,
  expires_at  INTEGER NOT NULL,
  redeemed_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX tickets_expire ON tickets (expires_at);

CREATE TABLE events (
  seq    INTEGER PRIMARY KEY,
  at     INTEGER NOT NULL,
  kind   TEXT NOT NULL,
  node   TEXT,
  worker TEXT,
  detail TEXT NOT NULL
) STRICT;
