-- Loads: everything on the persons who match, ordered by somebody, as of an extract.
CREATE TABLE load_order (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    agreement     INTEGER NOT NULL REFERENCES agreement,
    kinds         TEXT NOT NULL,
    reason        TEXT,
    -- The largest file in bytes; NULL for one file.
    part_size     INTEGER,
    without_events INTEGER NOT NULL,
    state         TEXT NOT NULL,
    who           TEXT NOT NULL,
    on_behalf_of  TEXT,
    correlation   TEXT NOT NULL,
    ordered_at    INTEGER NOT NULL,
    -- The extract as of which it is, and the version of the filters: set when it begins, and anew when it must
    -- begin again because another extract came.
    run           INTEGER REFERENCES run,
    filter_change INTEGER,
    -- What lies aside is on disk up to here: the next number, and of the part under way its number, the bytes of
    -- its two files, persons and records.
    next          INTEGER NOT NULL DEFAULT 0,
    part          INTEGER NOT NULL DEFAULT 1,
    data_size     INTEGER NOT NULL DEFAULT 0,
    label_size    INTEGER NOT NULL DEFAULT 0,
    persons       INTEGER NOT NULL DEFAULT 0,
    records       INTEGER NOT NULL DEFAULT 0,
    finished_at   INTEGER
) STRICT;
-- One at a time for an agreement.
CREATE UNIQUE INDEX load_order_open ON load_order (agreement) WHERE state IN ('ordered', 'running');

-- Parts of a load that are whole, and lie aside until all are.
CREATE TABLE load_part (
    load_order INTEGER NOT NULL REFERENCES load_order,
    part       INTEGER NOT NULL,
    size       INTEGER NOT NULL,
    sha256     BLOB NOT NULL,
    persons    INTEGER NOT NULL,
    records    INTEGER NOT NULL,
    PRIMARY KEY (load_order, part)
) STRICT, WITHOUT ROWID;

-- A delivery is a day's, a part of a load, or one of these once more. Of a run there is one of a day for each
-- agreement.
CREATE TABLE delivery_3 (
    id                  INTEGER PRIMARY KEY,
    kind                TEXT NOT NULL,
    load_order          INTEGER REFERENCES load_order,
    replay_of           INTEGER REFERENCES delivery_3,
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
    UNIQUE (agreement, seq),
    UNIQUE (system, name)
) STRICT;
INSERT INTO delivery_3 (id, kind, run, agreement, system, seq, combination, opgavenr, metadata_root, sender,
        name, size, metadata_size, sha256, persons, records, mtime, published_at, data_removed_at,
        metadata_removed_at)
    SELECT id, 'day', run, agreement, system, seq, combination, opgavenr, metadata_root, sender,
        name, size, metadata_size, sha256, persons, records, mtime, published_at, data_removed_at,
        metadata_removed_at FROM delivery;
DROP TABLE delivery;
ALTER TABLE delivery_3 RENAME TO delivery;
CREATE UNIQUE INDEX delivery_of_day ON delivery (agreement, run) WHERE kind = 'day';
CREATE INDEX delivery_by_run ON delivery (run);
CREATE INDEX delivery_by_replay ON delivery (replay_of) WHERE replay_of IS NOT NULL;
