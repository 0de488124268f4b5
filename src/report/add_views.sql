-- What readers of the database ask first. v_matrix: a row a plan and point, with its best passage.
CREATE VIEW v_matrix AS
SELECT e.organ_id, e.organ, e.year, e.plan_doc_id, e.point_id, p.heading, p.text AS point, e.status, e.proposal,
       e.confidence, e.basis, e.page, e.line_from, e.quote, min(e.rank) AS rank
FROM evidence e LEFT JOIN points p ON p.point_id = e.point_id
GROUP BY e.plan_doc_id, e.point_id;

-- A row a reservation or statement, with the matter it is about and the file it stands in.
CREATE VIEW v_reservations AS
SELECT r.date, d.organ, d.year, r.item,
       (SELECT min(s.title) FROM decisions s WHERE s.doc_id = r.doc_id AND s.item = r.item) AS title,
       r.kind, r.parties, r.persons, r.text, r.doc_id, d.path, r.page_from, r.line_from
FROM reservations r LEFT JOIN documents d ON d.doc_id = r.doc_id;

-- Full text of all parts, by whole words. Dots and rings make other words (val, väl), so they are not folded.
CREATE VIRTUAL TABLE segments_fts USING fts5(heading, text, content='segments', tokenize='unicode61 remove_diacritics 0');
-- Words are gathered in so many bytes before they are written; with the megabyte that it takes of itself it merges oftener.
INSERT INTO segments_fts(segments_fts, rank) VALUES ('hashsize', 16777216);
INSERT INTO segments_fts(segments_fts) VALUES ('rebuild');
