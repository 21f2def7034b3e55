-- Moves the rows of schema 7, whose tables are called `old_…` here, to the tables of this one. Versions
-- of filters were counted for all subscriptions together, in filter_change. A subscription's own
-- numbers among them rise too, so they stay; what was noted of all is brought down to the
-- subscription's last one up to then, because it counts on from its own.

UPDATE counter SET last = coalesce((SELECT seq FROM sqlite_sequence
    WHERE sqlite_sequence.name = 'old_' || counter.name), 0);

INSERT INTO system (id, uuid, name, sftp_user, metadata_root, signed_metadata, last_mtime,
        suspended_at, legacy_ssh_since, legacy_logins, legacy_login_at, removed_at)
    SELECT id, uuid, name, sftp_user, metadata_root, signed_metadata, last_mtime,
        suspended_at, legacy_ssh_since, legacy_logins, legacy_login_at, removed_at FROM old_system;
INSERT INTO certificate (sha256, system, subject, not_before, not_after, revoked_at)
    SELECT sha256, system, subject, not_before, not_after, revoked_at FROM old_certificate;
INSERT INTO ssh_key (system, fingerprint, text, revoked_at)
    SELECT system, fingerprint, text, revoked_at FROM old_ssh_key;
INSERT INTO refusal (system, kind, known_by, address, detail, last_at, refused)
    SELECT system, kind, known_by, address, detail, last_at, refused FROM old_refusal;

INSERT INTO filter_change (agreement, version, at, actor, on_behalf_of, correlation)
    SELECT agreement, id, at, who, on_behalf_of, correlation FROM old_filter_change;
INSERT INTO filter (agreement, kind, value, added)
    SELECT agreement, kind, value, added FROM old_filter;
INSERT INTO filter_past (agreement, kind, value, added, removed)
    SELECT agreement, kind, value, added, removed FROM old_filter_past;
INSERT INTO agreement (id, uuid, system, authority, combination, opgavenr, valid_from, valid_until,
        first_data, closed_at)
    SELECT id, uuid, system, authority, combination, opgavenr, valid_from, valid_until,
        CASE WHEN first_data IS NOT NULL THEN coalesce((SELECT max(version) FROM filter_change
            WHERE agreement = old_agreement.id AND version <= old_agreement.first_data), 0) END,
        closed_at
    FROM old_agreement;
INSERT INTO filter_head (agreement, version)
    SELECT id, coalesce((SELECT max(version) FROM filter_change
        WHERE filter_change.agreement = agreement.id), 0)
    FROM agreement;

INSERT INTO run (id, kind, file_name, sha256, size, state, held, detail, releasable, released,
        findings, opgavenr, proddto, proddtoforrig, persons, records, planned, seen_at, applied_at,
        done_at, unarchived_at)
    SELECT id, kind, file_name, sha256, size, state, held, detail, releasable, released,
        findings, opgavenr, proddto, proddtoforrig, persons, records, planned, seen_at, applied_at,
        done_at, unarchived_at
    FROM old_run;
INSERT INTO run_filters (run, agreement, version)
    SELECT old_run.id, agreement.id, coalesce((SELECT max(version) FROM filter_change
        WHERE filter_change.agreement = agreement.id
            AND filter_change.version <= old_run.filter_change), 0)
    FROM old_run CROSS JOIN agreement
    WHERE old_run.filter_change IS NOT NULL;
INSERT INTO intake (id, run) SELECT id, run FROM old_intake;
INSERT INTO person (pnr, status, komkod, foed_dt, run, dictionary, records, checksum)
    SELECT pnr, status, komkod, foed_dt, run, coding, records, checksum FROM old_person
    ORDER BY pnr;
INSERT INTO dictionary (id, bytes) SELECT id, bytes FROM old_dictionary;
INSERT INTO change (run, pnr, komkod_before, komkod, foed_dt, events)
    SELECT run, pnr, lived_in, lives_in, foed_dt, events FROM old_change;
INSERT INTO person_before (pnr, changed_by, status, komkod, foed_dt, run, dictionary, records,
        checksum)
    SELECT pnr, changed_by, status, komkod, foed_dt, run, coding, records, checksum
    FROM old_person_before;
-- The run made the change itself, so it is the first behind the run's version that added the number.
INSERT INTO follow (run, agreement, old, new, added, is_requested)
    SELECT old_follow.run, old_follow.agreement, old_follow.old, old_follow.new,
        coalesce((SELECT min(added) FROM (
                SELECT agreement, kind, value, added FROM filter
                UNION ALL SELECT agreement, kind, value, added FROM filter_past) AS stay
            WHERE stay.agreement = old_follow.agreement AND stay.kind = 0
                AND stay.value = old_follow.new AND stay.added > run_filters.version), 0),
        old_follow.is_asked_for
    FROM old_follow LEFT JOIN run_filters ON run_filters.run = old_follow.run
        AND run_filters.agreement = old_follow.agreement;

INSERT INTO load_order (id, agreement, kinds, reason, part_size, without_events, since_version,
        is_restricted, state, actor, on_behalf_of, correlation, ordered_at, run, filter_version,
        next, part, data_size, label_size, persons, records, scanned_permille, found, finished_at)
    SELECT id, agreement, kinds, reason, part_size, without_events,
        CASE WHEN since IS NOT NULL THEN coalesce((SELECT max(version) FROM filter_change
            WHERE filter_change.agreement = old_load_order.agreement
                AND version <= old_load_order.since), 0) END,
        is_confined, state, who, on_behalf_of, correlation, ordered_at, run,
        CASE WHEN filter_change IS NOT NULL THEN coalesce((SELECT max(version) FROM filter_change
            WHERE filter_change.agreement = old_load_order.agreement
                AND version <= old_load_order.filter_change), 0) END,
        next, part, data_size, label_size, persons, records, looked_at, found, finished_at
    FROM old_load_order;
INSERT INTO load_part (load_order, part, size, sha256, persons, records)
    SELECT load_order, part, size, sha256, persons, records FROM old_load_part;
INSERT INTO load_restriction (load_order, pnrs) SELECT load_order, numbers FROM old_load_only;

INSERT INTO delivery (id, kind, load_order, replay_of, run, agreement, system, seq, combination,
        opgavenr, metadata_root, signed, sender, name, size, metadata_size, sha256, metadata_sha256,
        persons, records, mtime, published_at, data_removed_at, metadata_removed_at, expired_at,
        missed, unarchived_at)
    SELECT id, kind, load_order, replay_of, run, agreement, system, seq, combination,
        opgavenr, metadata_root, signed, sender, name, size, metadata_size, sha256, metadata_sha256,
        persons, records, mtime, published_at, data_removed_at, metadata_removed_at, expired_at,
        missed, unarchived_at
    FROM old_delivery;
INSERT INTO delivery_head (agreement, last_seq, published_seq, published_sha256)
    SELECT agreement.id,
        coalesce((SELECT max(seq) FROM delivery WHERE delivery.agreement = agreement.id), 0),
        coalesce((SELECT max(seq) FROM delivery WHERE delivery.agreement = agreement.id
            AND published_at IS NOT NULL), 0),
        (SELECT sha256 FROM delivery WHERE delivery.agreement = agreement.id
            AND published_at IS NOT NULL ORDER BY seq DESC LIMIT 1)
    FROM agreement;
INSERT INTO delivery_problem (delivery, what, attempts, since, retry_at)
    SELECT delivery, what, attempts, since, retry_at FROM old_delivery_problem;
INSERT INTO disclosure (delivery, entries) SELECT delivery, entries FROM old_disclosure;
INSERT INTO delivery_begun (delivery, at) SELECT delivery, at FROM old_delivery_begun;
INSERT INTO delivery_sent (delivery, ssh_key, first_byte, end_byte)
    SELECT delivery, ssh_key, first_byte, end_byte FROM old_delivery_sent;
INSERT INTO collection (delivery, ssh_key, at) SELECT delivery, ssh_key, at FROM old_collection;

INSERT INTO audit (id, at, correlation, actor, on_behalf_of, action, subject, outcome)
    SELECT id, at, correlation, who, on_behalf_of, action, subject, outcome FROM old_audit;
INSERT INTO answer_disclosure (audit, agreement, run, entries)
    SELECT audit, agreement, run, entries FROM old_told;

INSERT INTO retention (id, folder_days, archive_days, since)
    SELECT id, in_days, archive_days, since FROM old_retention;
DELETE FROM installation;
INSERT INTO installation (one, id, archive_marked, manifest_key)
    SELECT one, id, archive_marked, manifest_key FROM old_installation;
INSERT INTO clock (one, last_at, jumped_from, jumped_to)
    SELECT one, last_at, jumped_from, jumped_to FROM old_clock;
INSERT INTO checksum (tbl, grp, row_count, sum, own)
    SELECT tbl, grp, row_count, sum, own FROM old_checksum;
UPDATE installation SET lacks_roads = 1 WHERE EXISTS (SELECT 1 FROM person);
