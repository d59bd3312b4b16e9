CREATE FUNCTION sums_person_again(person text) RETURNS void LANGUAGE sql AS $$
  insert into uncounted (kind, id) values ('person', person) on conflict do nothing
$$;
--> statement-breakpoint
CREATE FUNCTION sums_broadcast_again(broadcast text) RETURNS void LANGUAGE sql AS $$
  insert into uncounted (kind, id) values ('broadcast', broadcast) on conflict do nothing
$$;
--> statement-breakpoint
CREATE FUNCTION sums_person() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    PERFORM sums_person_again(new.id);
    RETURN NULL;
  END IF;
  UPDATE kept_sum SET n = kept_sum.n - part.n FROM (
    SELECT e.value ->> 0 AS family, e.value ->> 1 AS key, e.value ->> 2 AS "on", sum((e.value ->> 3)::integer) AS n
    FROM counted c, json_array_elements(c.cells) e WHERE c.person_id = old.id GROUP BY 1, 2, 3
  ) part WHERE kept_sum.family = part.family AND kept_sum."on" = part."on" AND kept_sum.key = part.key;
  DELETE FROM counted WHERE person_id = old.id;
  DELETE FROM uncounted WHERE kind = 'person' AND id = old.id;
  RETURN NULL;
END
$$;
--> statement-breakpoint
CREATE FUNCTION sums_of_person() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'DELETE' THEN
    PERFORM sums_person_again(new.person_id);
  END IF;
  IF TG_OP <> 'INSERT' THEN
    PERFORM sums_person_again(old.person_id);
  END IF;
  RETURN NULL;
END
$$;
--> statement-breakpoint
CREATE FUNCTION sums_broadcast() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM sums_broadcast_again(new.id);
  RETURN NULL;
END
$$;
--> statement-breakpoint
CREATE FUNCTION sums_delivery() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM sums_broadcast_again(old.broadcast_id);
  RETURN NULL;
END
$$;
--> statement-breakpoint
CREATE TRIGGER sums_person_changed AFTER UPDATE OF contest, role, source OR DELETE ON person
  FOR EACH ROW EXECUTE FUNCTION sums_person();
--> statement-breakpoint
CREATE TRIGGER sums_address_changed AFTER INSERT OR UPDATE OF person_id, channel, state OR DELETE ON address
  FOR EACH ROW EXECUTE FUNCTION sums_of_person();
--> statement-breakpoint
CREATE TRIGGER sums_consent_changed
  AFTER INSERT OR UPDATE OF person_id, purpose, contest, granted, at, channel OR DELETE ON consent
  FOR EACH ROW EXECUTE FUNCTION sums_of_person();
--> statement-breakpoint
CREATE TRIGGER sums_broadcast_changed AFTER INSERT OR UPDATE OF state ON broadcast
  FOR EACH ROW EXECUTE FUNCTION sums_broadcast();
--> statement-breakpoint
CREATE TRIGGER sums_delivery_changed AFTER UPDATE OF state ON delivery
  FOR EACH ROW WHEN (old.broadcast_id IS NOT NULL AND old.state NOT IN ('pending', 'claimed', 'calling'))
  EXECUTE FUNCTION sums_delivery();
--> statement-breakpoint
CREATE TRIGGER sums_delivery_removed AFTER DELETE ON delivery
  FOR EACH ROW WHEN (old.broadcast_id IS NOT NULL) EXECUTE FUNCTION sums_delivery();
