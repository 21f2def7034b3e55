-- What cprabo remembers. Times are milliseconds since 1970 (UTC), dates are YYYY-MM-DD, PNRs integers,
-- UUIDs lower-case text. PostgreSQL's common subset: no triggers, no stored code.

-- The parties -------------------------------------------------------------------------------------

CREATE TABLE system (
    id            INTEGER PRIMARY KEY,
    uuid          TEXT NOT NULL UNIQUE,
    name          TEXT NOT NULL UNIQUE,
    sftp_user     TEXT NOT NULL UNIQUE,
    metadata_root TEXT NOT NULL,
    -- The greatest mtime given to one of its files: they are distinct and rise.
    last_mtime    INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE certificate (
    sha256     BLOB PRIMARY KEY,
    system     INTEGER NOT NULL REFERENCES system,
    subject    TEXT NOT NULL,
    not_before INTEGER NOT NULL,
    not_after  INTEGER NOT NULL,
    revoked_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX certificate_by_system ON certificate (system);

CREATE TABLE ssh_key (
    system      INTEGER NOT NULL REFERENCES system,
    fingerprint TEXT NOT NULL,
    text        TEXT NOT NULL,
    revoked_at  INTEGER,
    PRIMARY KEY (system, fingerprint)
) STRICT, WITHOUT ROWID;

CREATE TABLE agreement (
    id          INTEGER PRIMARY KEY,
    uuid        TEXT NOT NULL UNIQUE,
    system      INTEGER NOT NULL REFERENCES system,
    authority   TEXT NOT NULL,
    combination TEXT NOT NULL,
    opgavenr    TEXT,
    valid_from  TEXT NOT NULL,
    valid_until TEXT
) STRICT;
CREATE INDEX agreement_by_system ON agreement (system);

-- The filters -------------------------------------------------------------------------------------

-- One row a change of a subscription's filters, however many it touches. Its number is the version of
-- all filters: a run is matched with those whose change is at most the run's.
CREATE TABLE filter_change (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    agreement    INTEGER NOT NULL REFERENCES agreement,
    at           INTEGER NOT NULL,
    who          TEXT NOT NULL,
    on_behalf_of TEXT,
    correlation  TEXT NOT NULL
) STRICT;
CREATE INDEX filter_change_by_agreement ON filter_change (agreement, id);

-- Filters in force. value: a PNR, a KOMKOD, StartAge * 1000 + EndAge, or an event code's three bytes.
CREATE TABLE filter (
    agreement INTEGER NOT NULL REFERENCES agreement,
    kind      INTEGER NOT NULL,
    value     INTEGER NOT NULL,
    added     INTEGER NOT NULL REFERENCES filter_change,
    PRIMARY KEY (agreement, kind, value)
) STRICT, WITHOUT ROWID;
CREATE INDEX filter_by_value ON filter (kind, value, agreement, added);

-- Filters that were in force from change `added` until change `removed`.
CREATE TABLE filter_past (
    agreement INTEGER NOT NULL REFERENCES agreement,
    kind      INTEGER NOT NULL,
    value     INTEGER NOT NULL,
    added     INTEGER NOT NULL REFERENCES filter_change,
    removed   INTEGER NOT NULL REFERENCES filter_change,
    PRIMARY KEY (agreement, kind, value, added)
) STRICT, WITHOUT ROWID;
CREATE INDEX filter_past_by_removed ON filter_past (removed);

-- Extracts and the replica ------------------------------------------------------------------------

CREATE TABLE run (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    file_name     TEXT NOT NULL,
    sha256        BLOB NOT NULL,
    size          INTEGER NOT NULL,
    state         TEXT NOT NULL,
    -- What it is held for, in one sentence, and whether a person may release it; words of what a person
    -- has released it from.
    held          TEXT,
    detail        TEXT,
    releasable    INTEGER,
    released      TEXT NOT NULL DEFAULT '',
    findings      TEXT NOT NULL,
    opgavenr      TEXT,
    proddto       TEXT,
    proddtoforrig TEXT,
    persons       INTEGER NOT NULL,
    records       INTEGER NOT NULL,
    -- The version of the filters with which the run is matched.
    filter_change INTEGER,
    seen_at       INTEGER NOT NULL,
    applied_at    INTEGER,
    done_at       INTEGER
) STRICT;
CREATE INDEX run_by_sha256 ON run (sha256);
CREATE INDEX run_by_proddto ON run (proddto);
CREATE INDEX run_by_state ON run (state);

-- Files taken from the inbox, each by the id of its taking: one that is found again is known.
CREATE TABLE intake (
    id  TEXT PRIMARY KEY,
    run INTEGER NOT NULL REFERENCES run
) STRICT, WITHOUT ROWID;

-- All records of a person as they came last, compressed; `coding` names the dictionary, 0 none.
CREATE TABLE person (
    pnr     INTEGER PRIMARY KEY,
    status  INTEGER,
    komkod  INTEGER,
    foed_dt TEXT,
    run     INTEGER NOT NULL REFERENCES run,
    coding  INTEGER NOT NULL,
    records BLOB NOT NULL
) STRICT;

CREATE TABLE dictionary (
    id    INTEGER PRIMARY KEY,
    bytes BLOB NOT NULL
) STRICT;

-- What a run found on each changed person, before and after.
CREATE TABLE change (
    run      INTEGER NOT NULL REFERENCES run,
    pnr      INTEGER NOT NULL,
    lived_in INTEGER,
    lives_in INTEGER,
    foed_dt  TEXT,
    events   TEXT NOT NULL,
    PRIMARY KEY (run, pnr)
) STRICT, WITHOUT ROWID;

-- Numbers that a run put into a subscription's set because they replaced one in it.
CREATE TABLE follow (
    run       INTEGER NOT NULL REFERENCES run,
    agreement INTEGER NOT NULL REFERENCES agreement,
    old       INTEGER NOT NULL,
    new       INTEGER NOT NULL,
    PRIMARY KEY (run, agreement, new)
) STRICT, WITHOUT ROWID;

-- Deliveries --------------------------------------------------------------------------------------

CREATE TABLE delivery (
    id                  INTEGER PRIMARY KEY,
    run                 INTEGER NOT NULL REFERENCES run,
    agreement           INTEGER NOT NULL REFERENCES agreement,
    system              INTEGER NOT NULL REFERENCES system,
    seq                 INTEGER NOT NULL,
    -- The agreement's terms when the run was applied: a replay uses these.
    combination         TEXT NOT NULL,
    opgavenr            TEXT,
    metadata_root       TEXT NOT NULL,
    sender              TEXT NOT NULL,
    name                TEXT NOT NULL,
    -- Set when it is published.
    size                INTEGER,
    metadata_size       INTEGER,
    sha256              BLOB,
    persons             INTEGER,
    records             INTEGER,
    mtime               INTEGER,
    published_at        INTEGER,
    data_removed_at     INTEGER,
    metadata_removed_at INTEGER,
    UNIQUE (agreement, run),
    UNIQUE (agreement, seq),
    UNIQUE (system, name)
) STRICT;
CREATE INDEX delivery_by_run ON delivery (run);

-- Who was disclosed to whom, and why: 8 bytes each, PNR * 256 + reason, big-endian, rising.
CREATE TABLE disclosure (
    delivery INTEGER PRIMARY KEY REFERENCES delivery,
    entries  BLOB NOT NULL
) STRICT;

-- The first time each key read a data file's last byte.
CREATE TABLE collection (
    delivery INTEGER NOT NULL REFERENCES delivery,
    ssh_key  TEXT NOT NULL,
    at       INTEGER NOT NULL,
    PRIMARY KEY (delivery, ssh_key)
) STRICT, WITHOUT ROWID;

CREATE TABLE audit (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    at           INTEGER NOT NULL,
    correlation  TEXT NOT NULL,
    who          TEXT NOT NULL,
    on_behalf_of TEXT,
    action       TEXT NOT NULL,
    subject      TEXT NOT NULL,
    outcome      TEXT NOT NULL
) STRICT;
CREATE INDEX audit_by_correlation ON audit (correlation);
