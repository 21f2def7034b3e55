-- What cprabo stores. Times are milliseconds since 1970 (UTC), dates are YYYY-MM-DD, PNRs integers,
-- UUIDs lower-case text, flags 0 or 1. No triggers, no stored code.
--
-- Comments stand above the statements: SQLite keeps the text of a statement with everything in it,
-- and `verify` compares the texts.

-- Order -------------------------------------------------------------------------------------------

-- Numbers that we give ourselves, because their order means something. An engine's own may be given
-- in another order than transactions commit, and again after a row was deleted.
CREATE TABLE counter (
    name TEXT PRIMARY KEY,
    last INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO counter (name, last)
VALUES ('delivery', 0), ('filter_request', 0), ('load_order', 0), ('run', 0), ('transfer', 0),
       ('user_account', 0), ('user_session', 0);

-- The writes that were made under a lease so far: a process with an older number may not write.
CREATE TABLE lease (
    name  TEXT PRIMARY KEY,
    epoch INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO lease (name, epoch) VALUES ('load', 0), ('pipeline', 0);

-- Systems and agreements --------------------------------------------------------------------------

-- last_mtime: the greatest mtime given to one of its files. signed_metadata: whether statements stand
-- signed in its `.metadata` files. suspended_at: it may do nothing until it is let in again.
-- legacy_*: whether it may use the listener for old SSH clients, and what logins there were.
-- removed_at: it was removed; its deliveries are kept in the ledger.
CREATE TABLE system (
    id               INTEGER PRIMARY KEY,
    uuid             TEXT NOT NULL UNIQUE,
    name             TEXT NOT NULL UNIQUE,
    sftp_user        TEXT NOT NULL UNIQUE,
    metadata_root    TEXT NOT NULL,
    signed_metadata  INTEGER NOT NULL DEFAULT 0,
    last_mtime       INTEGER NOT NULL DEFAULT 0,
    suspended_at     INTEGER,
    legacy_ssh_since INTEGER,
    legacy_logins    INTEGER NOT NULL DEFAULT 0,
    legacy_login_at  INTEGER,
    removed_at       INTEGER
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

-- valid_from: empty for always. first_data: the full records of persons that newly added filters
-- select are delivered after the next day's file; the version of the filters up to which that is
-- done, NULL where it is off. closed_at: it is over for good. services: the names of the services
-- that it covers, each followed by a blank. cvr: the authority's. only_chosen: look-ups answer on
-- persons alone whom the filters choose. omits_protected: look-ups leave out protected addresses.
-- state: 'draft', 'awaiting-approval', 'active' or 'suspended'. From authority_name on: what it says
-- of its parties and its purpose, NULL where that is not stated. changed_by: who added it or last changed
-- what it says, NULL when an older cprabo did. minimisation: what is left out of its deliveries, '' for
-- nothing. brake_*: of its volume brake, NULL as in the installation.
-- ages_in: persons who enter an age range are delivered on that day; PRODDTO up to which that is done
-- (empty before the first extract), NULL where it is off.
CREATE TABLE agreement (
    id              INTEGER PRIMARY KEY,
    uuid            TEXT NOT NULL UNIQUE,
    system          INTEGER NOT NULL REFERENCES system,
    authority       TEXT NOT NULL,
    combination     TEXT NOT NULL,
    opgavenr        TEXT,
    valid_from      TEXT NOT NULL,
    valid_until     TEXT,
    first_data      INTEGER,
    closed_at       INTEGER,
    services        TEXT NOT NULL DEFAULT 'SF6002 ',
    cvr             TEXT,
    only_chosen     INTEGER NOT NULL DEFAULT 0,
    omits_protected INTEGER NOT NULL DEFAULT 0,
    state           TEXT NOT NULL DEFAULT 'active',
    authority_name  TEXT,
    komkod          INTEGER,
    supplier        TEXT,
    purpose         TEXT,
    law             TEXT,
    paragraph       TEXT,
    legal_text      TEXT,
    contact         TEXT,
    changed_by      TEXT,
    minimisation    TEXT NOT NULL DEFAULT '',
    brake_times     INTEGER,
    brake_least     INTEGER,
    ages_in         TEXT
) STRICT;
CREATE INDEX agreement_by_system ON agreement (system);

-- Each change of an agreement's state.
CREATE TABLE agreement_state (
    agreement    INTEGER NOT NULL REFERENCES agreement,
    number       INTEGER NOT NULL,
    at           INTEGER NOT NULL,
    actor        TEXT NOT NULL,
    on_behalf_of TEXT,
    correlation  TEXT NOT NULL,
    state        TEXT NOT NULL,
    reason       TEXT,
    PRIMARY KEY (agreement, number)
) STRICT, WITHOUT ROWID;

-- The user systems of an agreement besides the one that receives its files: they call under it, with
-- certificates of their own.
CREATE TABLE agreement_system (
    agreement INTEGER NOT NULL REFERENCES agreement,
    system    INTEGER NOT NULL REFERENCES system,
    added_at  INTEGER NOT NULL,
    PRIMARY KEY (agreement, system)
) STRICT, WITHOUT ROWID;
CREATE INDEX agreement_system_by_system ON agreement_system (system);

-- Each change of what is left out of an agreement's deliveries.
CREATE TABLE agreement_terms (
    agreement    INTEGER NOT NULL REFERENCES agreement,
    number       INTEGER NOT NULL,
    at           INTEGER NOT NULL,
    actor        TEXT NOT NULL,
    on_behalf_of TEXT,
    correlation  TEXT NOT NULL,
    minimisation TEXT NOT NULL,
    PRIMARY KEY (agreement, number)
) STRICT, WITHOUT ROWID;

-- That somebody was told that an agreement or a system's last certificate ends, so many days before.
CREATE TABLE notice (
    kind     TEXT NOT NULL,
    subject  TEXT NOT NULL,
    last_day TEXT NOT NULL,
    days     INTEGER NOT NULL,
    given_at INTEGER NOT NULL,
    PRIMARY KEY (kind, subject, last_day, days)
) STRICT, WITHOUT ROWID;

-- How often the need for an agreement's filters is reviewed, and after how many days overdue it is suspended (0: never):
-- its own values, and those of the configuration as the server has seen them. since: nothing is due before a whole
-- period after that.
CREATE TABLE review_plan (
    agreement        INTEGER PRIMARY KEY REFERENCES agreement,
    every            INTEGER,
    suspends         INTEGER,
    default_every    INTEGER NOT NULL,
    default_suspends INTEGER NOT NULL,
    since            INTEGER NOT NULL
) STRICT;

-- That somebody has reviewed the need for an agreement's filters, by name.
CREATE TABLE review (
    agreement    INTEGER NOT NULL REFERENCES agreement,
    number       INTEGER NOT NULL,
    at           INTEGER NOT NULL,
    actor        TEXT NOT NULL,
    on_behalf_of TEXT,
    correlation  TEXT NOT NULL,
    name         TEXT NOT NULL,
    note         TEXT,
    PRIMARY KEY (agreement, number)
) STRICT, WITHOUT ROWID;

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

-- Filters -----------------------------------------------------------------------------------------

-- The version of a subscription's filters. Each edit counts it up in its own transaction, before
-- anything else: so versions are in the order of commits, on any engine.
CREATE TABLE filter_head (
    agreement INTEGER PRIMARY KEY REFERENCES agreement,
    version   INTEGER NOT NULL
) STRICT;

-- Who made a version, and when. There is none that changed nothing. reason: what it came of, where
-- nobody asked for these filters one by one. undoes: the version whose filters it restored.
CREATE TABLE filter_change (
    agreement    INTEGER NOT NULL REFERENCES agreement,
    version      INTEGER NOT NULL,
    at           INTEGER NOT NULL,
    actor        TEXT NOT NULL,
    on_behalf_of TEXT,
    correlation  TEXT NOT NULL,
    reason       TEXT,
    undoes       INTEGER,
    PRIMARY KEY (agreement, version)
) STRICT, WITHOUT ROWID;

-- Filters in force, since version `added`. value: a PNR, a KOMKOD, StartAge * 1000 + EndAge, or an
-- event code's three bytes. A foreign key to filter_change would have to be looked up from both
-- sides; `verify` does that.
CREATE TABLE filter (
    agreement INTEGER NOT NULL REFERENCES agreement,
    kind      INTEGER NOT NULL,
    value     INTEGER NOT NULL,
    added     INTEGER NOT NULL,
    PRIMARY KEY (agreement, kind, value)
) STRICT, WITHOUT ROWID;
CREATE INDEX filter_by_value ON filter (kind, value, agreement, added);

-- Filters that were in force from version `added` until version `removed`.
CREATE TABLE filter_past (
    agreement INTEGER NOT NULL REFERENCES agreement,
    kind      INTEGER NOT NULL,
    value     INTEGER NOT NULL,
    added     INTEGER NOT NULL,
    removed   INTEGER NOT NULL,
    PRIMARY KEY (agreement, kind, value, added)
) STRICT, WITHOUT ROWID;
CREATE INDEX filter_past_by_removed ON filter_past (agreement, removed);

-- The need for a filter since version `added`, as it was stated last: the day after `last_day` the
-- filter is removed. One that is added again has another version, and no need. is_over: that was
-- done, or the filter was gone by then.
CREATE TABLE filter_need (
    agreement    INTEGER NOT NULL REFERENCES agreement,
    kind         INTEGER NOT NULL,
    value        INTEGER NOT NULL,
    added        INTEGER NOT NULL,
    last_day     TEXT,
    reason       TEXT,
    is_over      INTEGER NOT NULL,
    at           INTEGER NOT NULL,
    actor        TEXT NOT NULL,
    on_behalf_of TEXT,
    correlation  TEXT NOT NULL,
    PRIMARY KEY (agreement, kind, value, added)
) STRICT, WITHOUT ROWID;
CREATE INDEX filter_need_by_last_day ON filter_need (last_day, agreement)
    WHERE is_over = 0 AND last_day IS NOT NULL;

-- A change of filters that adds many persons: 'waiting' until somebody else has 'approved' or
-- 'rejected' it. edit: the change as lines (`encoding/filter_edit.rs`). persons: how many persons more
-- it would have chosen.
CREATE TABLE filter_request (
    id           INTEGER PRIMARY KEY,
    agreement    INTEGER NOT NULL REFERENCES agreement,
    edit         BLOB NOT NULL,
    persons      INTEGER NOT NULL,
    state        TEXT NOT NULL,
    at           INTEGER NOT NULL,
    actor        TEXT NOT NULL,
    on_behalf_of TEXT,
    correlation  TEXT NOT NULL,
    decided_at   INTEGER,
    decided_by   TEXT,
    reason       TEXT
) STRICT;
CREATE INDEX filter_request_waiting ON filter_request (agreement) WHERE state = 'waiting';

-- A change of filters that somebody prepares in the pages: one for an agreement. edit: as in
-- filter_request. left_out: the lines of a list that were no numbers, each with its number and why.
-- left_out_lines: how many there were, as only the first are kept. repeated: how many lines of a list repeated another.
CREATE TABLE filter_draft (
    agreement      INTEGER PRIMARY KEY REFERENCES agreement,
    edit           BLOB NOT NULL,
    left_out       TEXT NOT NULL,
    left_out_lines INTEGER NOT NULL,
    repeated       INTEGER NOT NULL,
    at             INTEGER NOT NULL,
    actor          TEXT NOT NULL,
    on_behalf_of   TEXT,
    correlation    TEXT NOT NULL
) STRICT;

-- Extracts and the replica ------------------------------------------------------------------------

-- held: why it is held, with detail and whether a person may release it; released: from what a
-- person has released it. planned: how many deliveries are to be published before it is done; NULL
-- of runs that an older cprabo applied. unarchived_at: its extract left the archive.
CREATE TABLE run (
    id            INTEGER PRIMARY KEY,
    kind          TEXT NOT NULL DEFAULT 'day',
    file_name     TEXT NOT NULL,
    sha256        BLOB NOT NULL,
    size          INTEGER NOT NULL,
    state         TEXT NOT NULL,
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
    planned       INTEGER,
    seen_at       INTEGER NOT NULL,
    applied_at    INTEGER,
    done_at       INTEGER,
    unarchived_at INTEGER
) STRICT;
CREATE INDEX run_by_sha256 ON run (sha256);
CREATE INDEX run_by_proddto ON run (proddto);
CREATE INDEX run_by_state ON run (state);

-- The version of each subscription's filters when a run was applied: it is matched with those.
CREATE TABLE run_filters (
    run       INTEGER NOT NULL REFERENCES run,
    agreement INTEGER NOT NULL REFERENCES agreement,
    version   INTEGER NOT NULL,
    PRIMARY KEY (run, agreement)
) STRICT, WITHOUT ROWID;

-- Files taken from the inbox, each by the id of its taking: one that is found again is known.
CREATE TABLE intake (
    id  TEXT PRIMARY KEY,
    run INTEGER NOT NULL REFERENCES run
) STRICT, WITHOUT ROWID;

-- All records of a person as they came last, compressed with a dictionary (0: none). vejkod, husnr:
-- the address by which residents are looked up. checksum: of the row without its records, which have
-- one inside.
CREATE TABLE person (
    pnr        INTEGER PRIMARY KEY,
    status     INTEGER,
    komkod     INTEGER,
    vejkod     INTEGER,
    husnr      INTEGER,
    foed_dt    TEXT,
    run        INTEGER NOT NULL REFERENCES run,
    dictionary INTEGER NOT NULL,
    records    BLOB NOT NULL,
    checksum   INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX person_by_road ON person (komkod, vejkod, husnr) WHERE vejkod IS NOT NULL;

-- Roads by the names with which addresses have come, in lower case. None is removed: a road without
-- residents finds nobody.
CREATE TABLE road (
    komkod INTEGER NOT NULL,
    name   TEXT NOT NULL,
    vejkod INTEGER NOT NULL,
    postnr INTEGER NOT NULL,
    PRIMARY KEY (komkod, name, vejkod, postnr)
) STRICT, WITHOUT ROWID;
CREATE INDEX road_by_postnr ON road (postnr, name, komkod, vejkod);

CREATE TABLE dictionary (
    id    INTEGER PRIMARY KEY,
    bytes BLOB NOT NULL
) STRICT;

-- What a run found on each changed person: the municipality before, and what is now. records, bytes:
-- how much the person's records are in the extract; NULL of runs that an older cprabo applied. is_protected: whether
-- name and address were protected on its PRODDTO.
CREATE TABLE change (
    run           INTEGER NOT NULL REFERENCES run,
    pnr           INTEGER NOT NULL,
    komkod_before INTEGER,
    komkod        INTEGER,
    foed_dt       TEXT,
    events        TEXT NOT NULL,
    records       INTEGER,
    bytes         INTEGER,
    is_protected  INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (run, pnr)
) STRICT, WITHOUT ROWID;

-- Persons as they were before the last day's extract, which can be undone; run is NULL of those who
-- were not there.
CREATE TABLE person_before (
    pnr        INTEGER PRIMARY KEY,
    changed_by INTEGER NOT NULL REFERENCES run,
    status     INTEGER,
    komkod     INTEGER,
    vejkod     INTEGER,
    husnr      INTEGER,
    foed_dt    TEXT,
    run        INTEGER REFERENCES run,
    dictionary INTEGER,
    records    BLOB,
    checksum   INTEGER NOT NULL
) STRICT;

-- Numbers that a run put into a subscription's set, in version `added`, because they replaced one in
-- it. is_requested: the system has requested the number itself since, so it is kept when the run is
-- undone.
CREATE TABLE follow (
    run          INTEGER NOT NULL REFERENCES run,
    agreement    INTEGER NOT NULL REFERENCES agreement,
    old          INTEGER NOT NULL,
    new          INTEGER NOT NULL,
    added        INTEGER NOT NULL,
    is_requested INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (run, agreement, new)
) STRICT, WITHOUT ROWID;

-- Loads -------------------------------------------------------------------------------------------

-- Everything on the persons who match, as of an extract. part_size: the largest file in bytes, NULL
-- for one file. since_version: only those that the filters select and did not select in that
-- version. is_restricted: load_restriction has the numbers. run and filter_version are set when it
-- begins, and again when it must start again because another extract came. next … records: what is on
-- disk: the next number, and of the part in progress its number, the bytes of its two files, persons
-- and records. scanned_permille and found are for display. minimisation: the agreement's when it began.
-- entered_since: it has the persons who entered an age range after that day (PRODDTO).
CREATE TABLE load_order (
    id               INTEGER PRIMARY KEY,
    agreement        INTEGER NOT NULL REFERENCES agreement,
    kinds            TEXT NOT NULL,
    reason           TEXT,
    part_size        INTEGER,
    without_events   INTEGER NOT NULL,
    since_version    INTEGER,
    is_restricted    INTEGER NOT NULL DEFAULT 0,
    state            TEXT NOT NULL,
    actor            TEXT NOT NULL,
    on_behalf_of     TEXT,
    correlation      TEXT NOT NULL,
    ordered_at       INTEGER NOT NULL,
    run              INTEGER REFERENCES run,
    filter_version   INTEGER,
    next             INTEGER NOT NULL DEFAULT 0,
    part             INTEGER NOT NULL DEFAULT 1,
    data_size        INTEGER NOT NULL DEFAULT 0,
    label_size       INTEGER NOT NULL DEFAULT 0,
    persons          INTEGER NOT NULL DEFAULT 0,
    records          INTEGER NOT NULL DEFAULT 0,
    scanned_permille INTEGER NOT NULL DEFAULT 0,
    found            INTEGER NOT NULL DEFAULT 0,
    finished_at      INTEGER,
    minimisation     TEXT NOT NULL DEFAULT '',
    entered_since    TEXT
) STRICT;
-- One at a time for an agreement.
CREATE UNIQUE INDEX load_order_open ON load_order (agreement) WHERE state IN ('ordered', 'running');

-- Complete parts of a load. They are not delivered before all are complete.
CREATE TABLE load_part (
    load_order INTEGER NOT NULL REFERENCES load_order,
    part       INTEGER NOT NULL,
    size       INTEGER NOT NULL,
    sha256     BLOB NOT NULL,
    persons    INTEGER NOT NULL,
    records    INTEGER NOT NULL,
    PRIMARY KEY (load_order, part)
) STRICT, WITHOUT ROWID;

-- The numbers to which a load is restricted: 8 bytes each, big-endian, rising. Gone when it is over.
CREATE TABLE load_restriction (
    load_order INTEGER PRIMARY KEY REFERENCES load_order,
    pnrs       BLOB NOT NULL
) STRICT;

-- Deliveries --------------------------------------------------------------------------------------

-- The end of the chain of an agreement's deliveries: the last number given, and of the last one
-- published its number and the digest of its data file. Deliveries are published in the order of
-- their numbers.
CREATE TABLE delivery_head (
    agreement        INTEGER PRIMARY KEY REFERENCES agreement,
    last_seq         INTEGER NOT NULL,
    published_seq    INTEGER NOT NULL,
    published_sha256 BLOB
) STRICT;

-- A day's, a part of a load, or a replay of one of these. combination … sender: the agreement's terms
-- when the run was applied or the load begun; a replay uses these. size … published_at are set when
-- it is published. metadata_sha256: of what its `.metadata` file holds; unknown of those that an
-- older cprabo wrote until they are looked at. expired_at: when its time in IN was over; missed:
-- whether it left IN uncollected, and nothing has been collected since that stands for it.
-- unarchived_at: when what it can be made of left the archive. minimisation: what was left out, as
-- combination … sender.
CREATE TABLE delivery (
    id                  INTEGER PRIMARY KEY,
    kind                TEXT NOT NULL,
    load_order          INTEGER REFERENCES load_order,
    replay_of           INTEGER REFERENCES delivery,
    run                 INTEGER NOT NULL REFERENCES run,
    agreement           INTEGER NOT NULL REFERENCES agreement,
    system              INTEGER NOT NULL REFERENCES system,
    seq                 INTEGER NOT NULL,
    combination         TEXT NOT NULL,
    opgavenr            TEXT,
    metadata_root       TEXT NOT NULL,
    signed              INTEGER NOT NULL DEFAULT 0,
    sender              TEXT NOT NULL,
    name                TEXT NOT NULL,
    size                INTEGER,
    metadata_size       INTEGER,
    sha256              BLOB,
    metadata_sha256     BLOB,
    persons             INTEGER,
    records             INTEGER,
    mtime               INTEGER,
    published_at        INTEGER,
    data_removed_at     INTEGER,
    metadata_removed_at INTEGER,
    expired_at          INTEGER,
    missed              INTEGER NOT NULL DEFAULT 0,
    unarchived_at       INTEGER,
    minimisation        TEXT NOT NULL DEFAULT '',
    UNIQUE (agreement, seq),
    UNIQUE (system, name)
) STRICT;
CREATE UNIQUE INDEX delivery_of_day ON delivery (agreement, run) WHERE kind = 'day';
CREATE INDEX delivery_by_run ON delivery (run);
CREATE INDEX delivery_by_replay ON delivery (replay_of) WHERE replay_of IS NOT NULL;
CREATE INDEX delivery_by_load ON delivery (load_order, id) WHERE load_order IS NOT NULL;
CREATE INDEX delivery_of_load ON delivery (sha256) WHERE load_order IS NOT NULL;
CREATE INDEX delivery_missed ON delivery (agreement) WHERE missed = 1;
CREATE INDEX delivery_unpublished ON delivery (agreement, seq) WHERE published_at IS NULL;
CREATE INDEX delivery_in_folder ON delivery (published_at)
    WHERE data_removed_at IS NULL OR metadata_removed_at IS NULL;

-- Deliveries that could not be written: why, how often, and when it is tried again. Gone once they
-- are published.
CREATE TABLE delivery_problem (
    delivery INTEGER PRIMARY KEY REFERENCES delivery,
    what     TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    since    INTEGER NOT NULL,
    retry_at INTEGER NOT NULL
) STRICT;

-- Days' deliveries that are held, or were, because they have many times the usual persons: until when,
-- and when somebody released them.
CREATE TABLE delivery_hold (
    delivery    INTEGER PRIMARY KEY REFERENCES delivery,
    persons     INTEGER NOT NULL,
    usual       INTEGER NOT NULL,
    held_at     INTEGER NOT NULL,
    held_until  INTEGER NOT NULL,
    released_at INTEGER
) STRICT;

-- The persons disclosed with a delivery, and why: 8 bytes each, PNR * 256 + reason, big-endian,
-- rising.
CREATE TABLE disclosure (
    delivery INTEGER PRIMARY KEY REFERENCES delivery,
    entries  BLOB NOT NULL
) STRICT;

-- Deliveries of whose data file a client has read something, whether it is known to have arrived or
-- not: their run is not undone.
CREATE TABLE delivery_begun (
    delivery INTEGER PRIMARY KEY REFERENCES delivery,
    at       INTEGER NOT NULL
) STRICT;

-- Bytes of files that are not collected yet which went out to a key: all but `end_byte` itself. Gone
-- once all have.
CREATE TABLE delivery_sent (
    delivery   INTEGER NOT NULL REFERENCES delivery,
    ssh_key    TEXT NOT NULL,
    first_byte INTEGER NOT NULL,
    end_byte   INTEGER NOT NULL,
    PRIMARY KEY (delivery, ssh_key, first_byte)
) STRICT, WITHOUT ROWID;

-- The first time each key read a data file's last byte.
CREATE TABLE collection (
    delivery INTEGER NOT NULL REFERENCES delivery,
    ssh_key  TEXT NOT NULL,
    at       INTEGER NOT NULL,
    PRIMARY KEY (delivery, ssh_key)
) STRICT, WITHOUT ROWID;

-- File exchange -----------------------------------------------------------------------------------

-- Which system may send files to which. Without a row, none.
CREATE TABLE route (
    sender     INTEGER NOT NULL REFERENCES system,
    recipient  INTEGER NOT NULL REFERENCES system,
    allowed_at INTEGER NOT NULL,
    PRIMARY KEY (sender, recipient)
) STRICT, WITHOUT ROWID;
CREATE INDEX route_by_recipient ON route (recipient);

-- A file that a system has sent with a trigger: 'taken' out of its OUT, then 'delivered', 'refused',
-- or 'repeated', which is one that was delivered before. uuid … sha256: what is known of it. errors:
-- the numbers in its receipt. unarchived_at: when its copy left the archive.
CREATE TABLE transfer (
    id              INTEGER PRIMARY KEY,
    sender          INTEGER NOT NULL REFERENCES system,
    name            TEXT NOT NULL,
    state           TEXT NOT NULL,
    uuid            TEXT,
    senders_file_id TEXT,
    size            INTEGER,
    sha256          BLOB,
    errors          TEXT NOT NULL DEFAULT '',
    taken_at        INTEGER NOT NULL,
    decided_at      INTEGER,
    unarchived_at   INTEGER
) STRICT;
CREATE INDEX transfer_taken ON transfer (id) WHERE state = 'taken';
CREATE INDEX transfer_by_file_id ON transfer (sender, senders_file_id)
    WHERE state = 'delivered' AND senders_file_id IS NOT NULL;
CREATE INDEX transfer_by_decision ON transfer (decided_at);
CREATE INDEX transfer_by_sha256 ON transfer (sha256) WHERE state = 'delivered';

-- A file in the IN of one recipient, with its `.metadata`. collected_at, collected_by: when, and to
-- which key, all of it had been sent for the first time. expired_at: when its time in IN was over.
CREATE TABLE forwarded_file (
    id                  INTEGER PRIMARY KEY,
    transfer            INTEGER NOT NULL REFERENCES transfer,
    recipient           INTEGER NOT NULL REFERENCES system,
    name                TEXT NOT NULL,
    metadata            BLOB NOT NULL,
    mtime               INTEGER NOT NULL,
    published_at        INTEGER NOT NULL,
    collected_at        INTEGER,
    collected_by        TEXT,
    data_removed_at     INTEGER,
    metadata_removed_at INTEGER,
    expired_at          INTEGER,
    UNIQUE (transfer, recipient)
) STRICT;
CREATE UNIQUE INDEX forwarded_file_in_folder ON forwarded_file (recipient, name)
    WHERE data_removed_at IS NULL OR metadata_removed_at IS NULL;

-- Bytes of forwarded files that are not collected yet which went out to a key, as delivery_sent.
CREATE TABLE forwarded_sent (
    forwarded_file INTEGER NOT NULL REFERENCES forwarded_file,
    ssh_key        TEXT NOT NULL,
    first_byte     INTEGER NOT NULL,
    end_byte       INTEGER NOT NULL,
    PRIMARY KEY (forwarded_file, ssh_key, first_byte)
) STRICT, WITHOUT ROWID;

-- The answer to a sender in its IN. A later one of the same name replaces it.
CREATE TABLE transfer_receipt (
    id           INTEGER PRIMARY KEY,
    system       INTEGER NOT NULL REFERENCES system,
    transfer     INTEGER NOT NULL REFERENCES transfer,
    name         TEXT NOT NULL,
    content      BLOB NOT NULL,
    mtime        INTEGER NOT NULL,
    published_at INTEGER NOT NULL,
    UNIQUE (system, name)
) STRICT;

-- The trail --------------------------------------------------------------------------------------

CREATE TABLE audit (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    at           INTEGER NOT NULL,
    correlation  TEXT NOT NULL,
    actor        TEXT NOT NULL,
    on_behalf_of TEXT,
    action       TEXT NOT NULL,
    subject      TEXT NOT NULL,
    outcome      TEXT NOT NULL
) STRICT;
CREATE INDEX audit_by_correlation ON audit (correlation);

-- The persons disclosed to a system by an answer, as of a run: entries as in disclosure.
CREATE TABLE answer_disclosure (
    audit     INTEGER PRIMARY KEY REFERENCES audit,
    agreement INTEGER NOT NULL REFERENCES agreement,
    run       INTEGER REFERENCES run,
    entries   BLOB NOT NULL
) STRICT;
CREATE INDEX answer_disclosure_by_agreement ON answer_disclosure (agreement, run);

-- The persons disclosed by look-ups, as of a run. agreement: NULL for the operator. callers_id: the
-- caller's own name of the call.
CREATE TABLE lookup_disclosure (
    pnr        INTEGER NOT NULL,
    audit      INTEGER NOT NULL REFERENCES audit,
    agreement  INTEGER REFERENCES agreement,
    run        INTEGER NOT NULL REFERENCES run,
    callers_id TEXT,
    PRIMARY KEY (pnr, audit)
) STRICT, WITHOUT ROWID;
CREATE INDEX lookup_disclosure_by_audit ON lookup_disclosure (audit);

-- The disclosure ledger ---------------------------------------------------------------------------

-- Every disclosure, in order: number counts up without gaps. way: 'delivery', 'load', 'replay',
-- 'look-up', 'api-answer', 'transfer', 'collection', 'transfer-collection', 'report', 'reduction',
-- 'withdrawal' or 'start'. agreement: NULL for the operator. system: who received. subject: the
-- delivery, the line of the audit trail or the transfer, as the way says. terms: what the agreement
-- said then, by its digest. content: SHA-256 of a file that was given. detail: the key by which it
-- was collected, or the numbers of the entries that are reduced or withdrawn. persons: how many;
-- commitment: to whom, NULL where it has no persons. previous: the hash before. hash: over all of it.
CREATE TABLE ledger (
    number         INTEGER PRIMARY KEY,
    at             INTEGER NOT NULL,
    way            TEXT NOT NULL,
    agreement      INTEGER REFERENCES agreement,
    system         INTEGER REFERENCES system,
    subject        INTEGER,
    service        TEXT,
    terms          BLOB,
    filter_version INTEGER,
    content        BLOB,
    detail         TEXT,
    persons        INTEGER NOT NULL,
    commitment     BLOB,
    previous       BLOB NOT NULL,
    hash           BLOB NOT NULL
) STRICT;
CREATE INDEX ledger_by_subject ON ledger (way, subject);
CREATE INDEX ledger_by_agreement ON ledger (agreement, at);

-- The end of the ledger: how many entries it has, and the hash of the last.
CREATE TABLE ledger_head (
    one    INTEGER PRIMARY KEY CHECK (one = 1),
    number INTEGER NOT NULL,
    hash   BLOB NOT NULL
) STRICT;
INSERT INTO ledger_head (one, number, hash)
VALUES (1, 0, x'0000000000000000000000000000000000000000000000000000000000000000');

-- What agreements said of their parties and their purpose when something was disclosed under them, by
-- the digest of it.
CREATE TABLE ledger_terms (
    digest         BLOB PRIMARY KEY,
    agreement      TEXT NOT NULL,
    authority      TEXT NOT NULL,
    authority_name TEXT,
    cvr            TEXT,
    komkod         INTEGER,
    system         TEXT NOT NULL,
    system_name    TEXT NOT NULL,
    supplier       TEXT,
    purpose        TEXT,
    law            TEXT,
    paragraph      TEXT,
    legal_text     TEXT
) STRICT, WITHOUT ROWID;

-- By what the commitment of an entry is opened. Gone once the entry is reduced to a count. secret: the
-- salts of its persons are made of it; empty once some are reduced, and then leaves has a salt or,
-- of those, a hash for each. entries: the persons, where no other table has them.
CREATE TABLE ledger_opening (
    entry   INTEGER PRIMARY KEY REFERENCES ledger,
    secret  BLOB NOT NULL,
    leaves  BLOB,
    entries BLOB
) STRICT;

-- Signed statements of where the ledger stood. line: the statement, a JWS in its compact form.
CREATE TABLE ledger_checkpoint (
    number INTEGER PRIMARY KEY,
    at     INTEGER NOT NULL,
    hash   BLOB NOT NULL,
    line   TEXT NOT NULL
) STRICT;

-- Metering ----------------------------------------------------------------------------------------

-- How many calls there were under an agreement in a month (YYYY-MM, in Denmark): answered and refused,
-- and the persons in their answers. system: who called, 0 where no system has the certificate. operation:
-- as the protocol names it. accounting_info: the account that the caller named, its free text without
-- numbers of persons; '' where it named none, was refused, or once the text is forgotten, and 'other'
-- where there are too many.
CREATE TABLE call_count (
    agreement       INTEGER NOT NULL REFERENCES agreement,
    month           TEXT NOT NULL,
    accounting_info TEXT NOT NULL,
    system          INTEGER NOT NULL,
    service         TEXT NOT NULL,
    operation       TEXT NOT NULL,
    answered        INTEGER NOT NULL,
    refused         INTEGER NOT NULL,
    persons         INTEGER NOT NULL,
    PRIMARY KEY (agreement, month, accounting_info, system, service, operation)
) STRICT, WITHOUT ROWID;
CREATE INDEX call_count_by_month ON call_count (month) WHERE accounting_info <> '';

-- Users of the pages ------------------------------------------------------------------------------

-- A person who signs in to the pages. `user` alone is a word of SQL. authority: the only one whose
-- agreements the user sees. password: its hash; none until the user has set one by a link. totp: the
-- secret of the codes of the second step, if that is set up; totp_step: the last step of which a code
-- was accepted, because each counts once; totp_offered: a secret that is not confirmed by a code yet.
-- ended_at: the user may not sign in; the row and the name stay, because the audit trail has the name.
CREATE TABLE user_account (
    id              INTEGER PRIMARY KEY,
    name            TEXT NOT NULL UNIQUE,
    role            TEXT NOT NULL,
    authority       TEXT,
    password        TEXT,
    password_set_at INTEGER,
    totp            BLOB,
    totp_step       INTEGER NOT NULL,
    totp_offered    BLOB,
    language        TEXT NOT NULL,
    theme           TEXT NOT NULL,
    added_at        INTEGER NOT NULL,
    signed_in_at    INTEGER,
    ended_at        INTEGER
) STRICT;

-- Recovery codes that are left, by digest: each is used once, in place of a code of the second step.
CREATE TABLE user_recovery_code (
    user_account INTEGER NOT NULL REFERENCES user_account,
    digest       BLOB NOT NULL,
    PRIMARY KEY (user_account, digest)
) STRICT, WITHOUT ROWID;

-- Links that are good once, by the digest of their secret. Without a user: who has it becomes the
-- first operator.
CREATE TABLE user_link (
    digest       BLOB NOT NULL PRIMARY KEY,
    user_account INTEGER REFERENCES user_account,
    ends_at      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Sessions, by the digest of their secret. is_signed_in: otherwise only the password was right, and
-- the code of the second step is still to come.
CREATE TABLE user_session (
    id           INTEGER PRIMARY KEY,
    digest       BLOB NOT NULL UNIQUE,
    user_account INTEGER NOT NULL REFERENCES user_account,
    is_signed_in INTEGER NOT NULL,
    address      TEXT NOT NULL,
    begun_at     INTEGER NOT NULL,
    used_at      INTEGER NOT NULL
) STRICT;
CREATE INDEX user_session_by_account ON user_session (user_account);

-- The service as it is measured -------------------------------------------------------------------

-- How each kind of the probe's calls stands. since: the beginning of what was measured. until: its end.
-- span: how much time the last call stands for, in milliseconds. at: when it was made. took: until its
-- answer was whole, in milliseconds. fault: why the answer was not right. failures: how many in a row
-- were not.
CREATE TABLE probe_state (
    kind     TEXT PRIMARY KEY,
    since    INTEGER NOT NULL,
    until    INTEGER NOT NULL,
    span     INTEGER NOT NULL,
    at       INTEGER NOT NULL,
    took     INTEGER NOT NULL,
    fault    TEXT,
    failures INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- From when to when a kind of call was not answered rightly; is_measured: otherwise no call was made.
CREATE TABLE downtime (
    kind        TEXT NOT NULL,
    begins      INTEGER NOT NULL,
    ends        INTEGER NOT NULL,
    is_measured INTEGER NOT NULL,
    PRIMARY KEY (kind, begins)
) STRICT, WITHOUT ROWID;

-- How many right answers took how long, by hours and by days in Denmark. counts: those of each class of
-- a fixed scale.
CREATE TABLE response_time (
    kind   TEXT NOT NULL,
    period TEXT NOT NULL,
    begins INTEGER NOT NULL,
    counts TEXT NOT NULL,
    PRIMARY KEY (kind, period, begins)
) STRICT, WITHOUT ROWID;

-- What the operator tells everybody of the service: planned work, an outage, or something else. address:
-- the last part of its address among the pages. ends: not known yet without it.
CREATE TABLE service_notice (
    address       TEXT PRIMARY KEY,
    kind          TEXT NOT NULL,
    begins        INTEGER NOT NULL,
    ends          INTEGER,
    danish_title  TEXT NOT NULL,
    danish_text   TEXT NOT NULL,
    english_title TEXT NOT NULL,
    english_text  TEXT NOT NULL,
    added_at      INTEGER NOT NULL,
    changed_at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The installation --------------------------------------------------------------------------------

-- An account of OFF4, which answers under its agreement. networks: from which it may be used.
-- password: the hash of the password.
CREATE TABLE off4_account (
    off4_user       TEXT NOT NULL PRIMARY KEY,
    kundenr         TEXT NOT NULL,
    agreement       INTEGER NOT NULL REFERENCES agreement,
    networks        TEXT NOT NULL,
    password        TEXT NOT NULL,
    password_set_at INTEGER NOT NULL,
    added_at        INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX off4_account_by_agreement ON off4_account (agreement);

-- How long files are kept, and since when that is so: nothing expires before the operator could be
-- warned. person_days, person_since: the same of persons in the disclosure ledger.
CREATE TABLE retention (
    id           INTEGER PRIMARY KEY CHECK (id = 1),
    folder_days  INTEGER,
    archive_days INTEGER,
    since        INTEGER NOT NULL,
    person_days  INTEGER,
    person_since INTEGER
) STRICT;

-- The installation that the database belongs to, by which its archive and its manifest key are known
-- to be its own. lacks_roads: an older cprabo filled the replica, and roads have still to be read
-- from the records. ledger_begun: what an older cprabo disclosed was entered into the ledger, which
-- is never begun again.
CREATE TABLE installation (
    one            INTEGER PRIMARY KEY CHECK (one = 1),
    id             BLOB NOT NULL,
    archive_marked INTEGER NOT NULL,
    manifest_key   BLOB,
    lacks_roads    INTEGER NOT NULL DEFAULT 0,
    ledger_begun   INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO installation (one, id, archive_marked) VALUES (1, randomblob(16), 0);

-- The machine's clock as it was seen last, and from when to when it has jumped, until somebody
-- confirms it.
CREATE TABLE clock (
    one         INTEGER PRIMARY KEY CHECK (one = 1),
    last_at     INTEGER NOT NULL,
    jumped_from INTEGER,
    jumped_to   INTEGER
) STRICT;

-- For each group of rows how many there are, and the sum of their hashes (`db/checksums.rs`). own: the
-- hash of the rest of the row. Group 0 of table 0 counts the commits.
CREATE TABLE checksum (
    tbl       INTEGER NOT NULL,
    grp       INTEGER NOT NULL,
    row_count INTEGER NOT NULL,
    sum       INTEGER NOT NULL,
    own       INTEGER NOT NULL,
    PRIMARY KEY (tbl, grp)
) STRICT, WITHOUT ROWID;
