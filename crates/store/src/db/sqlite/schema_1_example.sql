-- A delivery as the first schema had it, with an invented person, for the test of the schemas after it.
INSERT INTO system VALUES (1, '00000000-0000-4000-8000-000000000001', 'test', 'test', 'FileMetadata', 0);
INSERT INTO agreement VALUES (1, '00000000-0000-4000-8000-000000000002', 1,
    '00000000-0000-4000-8000-000000000003', 'any', NULL, '2026-01-01', NULL);
INSERT INTO run (id, file_name, sha256, size, state, findings, opgavenr, proddto, proddtoforrig, persons,
        records, filter_change, seen_at, applied_at, done_at)
    VALUES (1, 'd260105', zeroblob(32), 1, 'done', '', '534902', '2026-01-05', '2026-01-02', 1, 1, 0, 1, 1, 1);
INSERT INTO delivery VALUES (1, 1, 1, 1, 1, 'any', NULL, 'FileMetadata', 'CPR', 'd260105.l534902', 1, 1,
    zeroblob(32), 1, 1, 1, 1, NULL, NULL);
-- Number 0101701234, by the PNR.
INSERT INTO disclosure VALUES (1, x'000000060FD67201');
INSERT INTO collection VALUES (1, 'SHA256:1', 1);
