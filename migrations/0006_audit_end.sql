-- The end of a person's chain, behind a lock until the transaction ends: of two that append at once, the second waits and then sees what the
-- first wrote, since each statement in here looks anew. One call instead of two, for each message and more.
CREATE FUNCTION audit_end(person uuid) RETURNS TABLE (seq bigint, hash text) LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended(person::text, 0));
  RETURN QUERY SELECT a.seq::bigint, a.hash FROM audit a WHERE a.person_id = person ORDER BY a.seq DESC LIMIT 1;
END $$;
