-- Checksums: for each group of rows how many there are, and the sum of their hashes (sqlite/checksums). `own` is the
-- hash of the rest of the row. In group 0 of table 0 the commits are counted.
CREATE TABLE checksum (
    tbl       INTEGER NOT NULL,
    grp       INTEGER NOT NULL,
    row_count INTEGER NOT NULL,
    sum       INTEGER NOT NULL,
    own       INTEGER NOT NULL,
    PRIMARY KEY (tbl, grp)
) STRICT, WITHOUT ROWID;

-- The installation that the database belongs to, by which its archive and its manifest key are known to be its own.
CREATE TABLE installation (
    one            INTEGER PRIMARY KEY CHECK (one = 1),
    id             BLOB NOT NULL,
    archive_marked INTEGER NOT NULL,
    manifest_key   BLOB
) STRICT;
INSERT INTO installation (one, id, archive_marked) VALUES (1, randomblob(16), 0);

-- Of a person's row without its records, which have one inside.
ALTER TABLE person ADD COLUMN checksum INTEGER NOT NULL DEFAULT 0;

-- The number of a delivery is never used again, though deliveries of a run that is taken back are deleted: a receipt may
-- be on its way. `metadata_sha256` is of what its `.metadata` file holds, unknown of those that an older cprabo wrote until
-- they are looked at.
CREATE TABLE delivery_7 (
    id                  INTEGER PRIMARY KEY AUTOINCREMENT,
    kind                TEXT NOT NULL,
    load_order          INTEGER REFERENCES load_order,
    replay_of           INTEGER REFERENCES delivery_7,
    run                 INTEGER NOT NULL REFERENCES run,
    agreement           INTEGER NOT NULL REFERENCES agreement,
    system              INTEGER NOT NULL REFERENCES system,
    seq                 INTEGER NOT NULL,
    -- The agreement's terms when the run was applied, or the load begun: a replay uses these.
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
    signed              INTEGER NOT NULL DEFAULT 0,
    expired_at          INTEGER,
    unarchived_at       INTEGER,
    missed              INTEGER NOT NULL DEFAULT 0,
    metadata_sha256     BLOB,
    UNIQUE (agreement, seq),
    UNIQUE (system, name)
) STRICT;

INSERT INTO delivery_7 (id, kind, load_order, replay_of, run, agreement, system, seq, combination, opgavenr,
        metadata_root, sender, name, size, metadata_size, sha256, persons, records, mtime, published_at,
        data_removed_at, metadata_removed_at, signed, expired_at, unarchived_at, missed)
    SELECT id, kind, load_order, replay_of, run, agreement, system, seq, combination, opgavenr,
        metadata_root, sender, name, size, metadata_size, sha256, persons, records, mtime, published_at,
        data_removed_at, metadata_removed_at, signed, expired_at, unarchived_at, missed FROM delivery;
DROP TABLE delivery;
ALTER TABLE delivery_7 RENAME TO delivery;

CREATE UNIQUE INDEX delivery_of_day ON delivery (agreement, run) WHERE kind = 'day';
CREATE INDEX delivery_by_run ON delivery (run);
CREATE INDEX delivery_by_replay ON delivery (replay_of) WHERE replay_of IS NOT NULL;
CREATE INDEX delivery_missed ON delivery (agreement) WHERE missed = 1;
CREATE INDEX delivery_of_load ON delivery (sha256) WHERE load_order IS NOT NULL;
CREATE INDEX delivery_in_folder ON delivery (published_at)
    WHERE data_removed_at IS NULL OR metadata_removed_at IS NULL;
CREATE INDEX delivery_by_load ON delivery (load_order, id) WHERE load_order IS NOT NULL;

-- Deliveries that are planned and not published: few, and asked for with every run.
CREATE INDEX delivery_unpublished ON delivery (agreement, seq) WHERE published_at IS NULL;

-- Deliveries that could not be written: why, how often, and when it is tried again. Gone once they are published.
CREATE TABLE delivery_problem (
    delivery INTEGER PRIMARY KEY REFERENCES delivery,
    what     TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    since    INTEGER NOT NULL,
    retry_at INTEGER NOT NULL
) STRICT;

-- The machine's clock as it was seen last, and from when to when it has jumped, until somebody confirms it.
CREATE TABLE clock (
    one         INTEGER PRIMARY KEY CHECK (one = 1),
    last_at     INTEGER NOT NULL,
    jumped_from INTEGER,
    jumped_to   INTEGER
) STRICT;

-- How many deliveries were planned when a run was applied: so many are to be published before it is done.
ALTER TABLE run ADD COLUMN planned INTEGER;

-- Deliveries of whose data file a client has read something, whether it is known to have arrived or not: their run is not
-- taken back.
CREATE TABLE delivery_begun (
    delivery INTEGER PRIMARY KEY REFERENCES delivery,
    at       INTEGER NOT NULL
) STRICT;

-- Systems that may do nothing until they are let in again.
ALTER TABLE system ADD COLUMN suspended_at INTEGER;

-- Systems that may come in by the listener for old SSH clients: since when, and what logins there were.
ALTER TABLE system ADD COLUMN legacy_ssh_since INTEGER;
ALTER TABLE system ADD COLUMN legacy_logins INTEGER NOT NULL DEFAULT 0;
ALTER TABLE system ADD COLUMN legacy_login_at INTEGER;

-- Whether a system has asked itself for a number that had followed into its set: then it stays when the run is taken back.
ALTER TABLE follow ADD COLUMN is_asked_for INTEGER NOT NULL DEFAULT 0;

-- Agreements that are over for good, and systems that were taken out: what they received stays in the ledger.
ALTER TABLE agreement ADD COLUMN closed_at INTEGER;
ALTER TABLE system ADD COLUMN removed_at INTEGER;

-- Connections of known systems that came to nothing below the application, by kind.
CREATE TABLE refusal (
    system   INTEGER NOT NULL REFERENCES system,
    kind     TEXT NOT NULL,
    known_by TEXT NOT NULL,
    address  TEXT NOT NULL,
    detail   TEXT NOT NULL,
    last_at  INTEGER NOT NULL,
    refused  INTEGER NOT NULL,
    PRIMARY KEY (system, kind)
) STRICT, WITHOUT ROWID;

-- Bytes of files that are not collected yet which went out to a key: all but `end_byte` itself. Gone once all have.
CREATE TABLE delivery_sent (
    delivery   INTEGER NOT NULL REFERENCES delivery,
    ssh_key    TEXT NOT NULL,
    first_byte INTEGER NOT NULL,
    end_byte   INTEGER NOT NULL,
    PRIMARY KEY (delivery, ssh_key, first_byte)
) STRICT, WITHOUT ROWID;

-- Persons as they were before the last day's extract, which can be taken back; `run` is NULL of those who were not there.
CREATE TABLE person_before (
    pnr        INTEGER PRIMARY KEY,
    changed_by INTEGER NOT NULL REFERENCES run,
    status     INTEGER,
    komkod     INTEGER,
    foed_dt    TEXT,
    run        INTEGER REFERENCES run,
    coding     INTEGER,
    records    BLOB,
    checksum   INTEGER NOT NULL
) STRICT;
