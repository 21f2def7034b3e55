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

-- How many deliveries were planned when a run was applied: so many are to be published before it is done.
ALTER TABLE run ADD COLUMN planned INTEGER;

-- Systems that may do nothing until they are let in again.
ALTER TABLE system ADD COLUMN suspended_at INTEGER;

-- Systems that may come in by the listener for old SSH clients: since when, and what logins there were.
ALTER TABLE system ADD COLUMN legacy_ssh_since INTEGER;
ALTER TABLE system ADD COLUMN legacy_logins INTEGER NOT NULL DEFAULT 0;
ALTER TABLE system ADD COLUMN legacy_login_at INTEGER;

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

-- What a `.metadata` file holds: its digest, unknown of those that an older cprabo wrote until they are looked at.
ALTER TABLE delivery ADD COLUMN metadata_sha256 BLOB;
