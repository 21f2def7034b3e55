-- Whether what is said of a delivery stands signed in its `.metadata` file: a setting of the system's, and of each
-- delivery when its terms were fixed.
ALTER TABLE system ADD COLUMN signed_metadata INTEGER NOT NULL DEFAULT 0;
ALTER TABLE delivery ADD COLUMN signed INTEGER NOT NULL DEFAULT 0;

-- Retention: when a pair left IN because its time was over, and when what it can be made of left the archive: the
-- extract, or a load's own file.
ALTER TABLE delivery ADD COLUMN expired_at INTEGER;
ALTER TABLE delivery ADD COLUMN unarchived_at INTEGER;
ALTER TABLE run ADD COLUMN unarchived_at INTEGER;
-- Whether it left IN without having been collected, and nothing has been collected since that stands for it.
ALTER TABLE delivery ADD COLUMN missed INTEGER NOT NULL DEFAULT 0;
CREATE INDEX delivery_missed ON delivery (agreement) WHERE missed = 1;
CREATE INDEX delivery_of_load ON delivery (sha256) WHERE load_order IS NOT NULL;
CREATE INDEX delivery_in_folder ON delivery (published_at)
    WHERE data_removed_at IS NULL OR metadata_removed_at IS NULL;
CREATE INDEX delivery_by_load ON delivery (load_order, id) WHERE load_order IS NOT NULL;

-- For whoever looks at a load under way: the share of the replica that has been looked at, in thousandths, and whom
-- it has found. What it goes on from after a crash stands beside it.
ALTER TABLE load_order ADD COLUMN looked_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE load_order ADD COLUMN found INTEGER NOT NULL DEFAULT 0;

-- The run as of which an answer told of persons, where explain looks for it.
ALTER TABLE told ADD COLUMN run INTEGER REFERENCES run;
CREATE INDEX told_by_agreement ON told (agreement, run);

-- The numbers to which a load is confined: 8 bytes each, big-endian, rising. Gone when it is over, and nothing that
-- millions of rows should be written for.
CREATE TABLE load_only (
    load_order INTEGER PRIMARY KEY REFERENCES load_order,
    numbers    BLOB NOT NULL
) STRICT;
ALTER TABLE load_order ADD COLUMN is_confined INTEGER NOT NULL DEFAULT 0;
UPDATE load_order SET is_confined = 1 WHERE id IN (SELECT load_order FROM load_pnr);
INSERT INTO load_only (load_order, numbers)
    SELECT load_order, unhex(group_concat(printf('%016x', pnr), '' ORDER BY pnr)) FROM load_pnr
    WHERE load_order IN (SELECT id FROM load_order WHERE state IN ('ordered', 'running'))
    GROUP BY load_order;
DROP TABLE load_pnr;

-- How long things are kept, and since when that is so: nothing goes before whoever set it could be warned.
CREATE TABLE retention (
    id           INTEGER PRIMARY KEY CHECK (id = 1),
    in_days      INTEGER,
    archive_days INTEGER,
    since        INTEGER NOT NULL
) STRICT;
